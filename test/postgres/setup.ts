import type { TestProject } from "vitest/node";
import { startPostgres } from "../support/postgres.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The URL of the server that all files of these tests share; what kills or fills a server starts one of its own. */
    postgresUrl: string;
  }
}

/** One server, whose commits do not wait for the disk, for all tests that only need a database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide("postgresUrl", server.url("postgres"));
  return () => server.stop();
}
