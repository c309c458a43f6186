import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** Runs statements in a database of the shared server. */
export async function run(statement: string, url: string = inject("postgresUrl")): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Makes an empty database on the shared server and gives its URL. */
export async function freshDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await run(`create database ${name}`);
  return urlOf(name);
}

/** The URL of a database of the shared server, for a user of it. */
export function urlOf(name: string, change: { readonly user?: string; readonly password?: string } = {}): string {
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  if (change.user !== undefined) url.username = change.user;
  if (change.password !== undefined) url.password = change.password;
  return url.href;
}

export function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
