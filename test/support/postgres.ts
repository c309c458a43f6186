import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";

/** A PostgreSQL server of a test's own, with its data in a temporary folder. */
export interface PostgresServer {
  readonly port: number;
  readonly password: string;
  /** Who the server runs as, where that is not this process's user. */
  readonly owner: Owner | undefined;
  url(database: string): string;
  /** Makes an empty database and gives its URL. */
  createDatabase(): Promise<string>;
  /** Runs statements as the superuser, in a database of the server. */
  run(statement: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Kills all processes of the server at once, as a crash of the machine would, but for its disk. */
  kill(): Promise<void>;
  /** Shuts it down as its operator would: sessions are ended, nothing is lost. */
  shutDown(): Promise<void>;
  /** Starts it again on the same port and the same data. */
  restart(): Promise<void>;
  /** Makes all its processes stand still, as on a machine that is frozen: connections stay open, nothing is answered. */
  freeze(): Promise<void>;
  /** Lets them go on where they stood. */
  thaw(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** Whether commits wait for the disk; false by default, which is faster. */
  readonly fsync?: boolean;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const PASSWORD = "p@ss/word:1";
const START_TIMEOUT_MS = 60_000;

/**
 * Starts a PostgreSQL server on a free port. Its databases sort text by a language's rules, unlike Gyre's tables, and it lets
 * in with a password only. Throws, with how to install it, where there is none.
 */
export async function startPostgres({ fsync = false }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const bin = findBinaries();
  const owner = await findOwner();
  const directory = await mkdtemp(join(tmpdir(), "gyre-postgres-"));
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, PASSWORD);
  if (owner) for (const path of [directory, passwordFile]) await chown(path, owner.uid, owner.gid);
  const initialise = ["-D", data, "-U", "gyre", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "-N"];
  const locale = ["--locale=C", "--locale-provider=icu", "--icu-locale=en-US"];
  execFileSync(join(bin, "initdb"), [...initialise, ...locale], { stdio: ["ignore", "ignore", "inherit"], ...owner });

  const port = await freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=60"];
  settings.push(`fsync=${fsync ? "on" : "off"}`, "shared_buffers=32MB", "log_min_messages=fatal");
  const begin = (): Promise<ChildProcess> => startProcess(bin, data, { settings, owner, port });
  const url = (database: string) =>
    `postgres://gyre:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  const run = async (statement: string, database = "postgres"): Promise<Record<string, unknown>[]> => {
    const client = new Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query(statement)).rows;
    } finally {
      await client.end();
    }
  };
  let server = await begin();
  let made = 0;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once("exit", resolve));
    const children = signal === "SIGKILL" ? await childrenOf(Number(server.pid)) : [];
    server.kill(signal);
    for (const pid of children) signalIfThere(pid, signal);
    await ended;
  };
  const signal = async (name: NodeJS.Signals): Promise<void> => {
    // The first process goes first, so that it starts no other meanwhile.
    server.kill(name);
    for (const pid of await childrenOf(Number(server.pid))) signalIfThere(pid, name);
  };
  return {
    port,
    password: PASSWORD,
    owner,
    url,
    run,
    async createDatabase() {
      const name = `test_${process.pid}_${++made}`;
      await run(`create database ${name}`);
      return url(name);
    },
    kill: () => end("SIGKILL"),
    shutDown: () => end("SIGINT"),
    async restart() {
      server = await begin();
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    async stop() {
      await end("SIGINT");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The folder of the server's programs: the newest that Debian's package has put there, or one of the PATH. */
function findBinaries(): string {
  const versions = ["18", "17", "16", "15", "14", "13"].map((version) => `/usr/lib/postgresql/${version}/bin`);
  const folders = [...versions, ...(process.env.PATH ?? "").split(delimiter)];
  const found = folders.find((folder) => existsSync(join(folder, "postgres")) && existsSync(join(folder, "initdb")));
  if (found) return found;
  throw new Error("these tests need a PostgreSQL server: install it, on Debian with `apt-get install postgresql`");
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody. */
async function findOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const user = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody");
  if (!user) throw new Error("PostgreSQL does not run as root: make a user `postgres` or `nobody`");
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

interface StartOptions {
  readonly settings: readonly string[];
  readonly owner: Owner | undefined;
  readonly port: number;
}

/** After a kill the server's memory may be in use for a moment longer, in which it refuses to start: it is tried again. */
async function startProcess(bin: string, data: string, { settings, owner, port }: StartOptions): Promise<ChildProcess> {
  const args = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
  for (const until = Date.now() + START_TIMEOUT_MS; ; ) {
    let said = "";
    const server = spawn(join(bin, "postgres"), args, { stdio: ["ignore", "ignore", "pipe"], cwd: "/", ...owner });
    server.stderr?.on("data", (chunk) => {
      said = (said + chunk).slice(-4000);
    });
    while (server.exitCode === null && Date.now() < until) {
      if (await answers(port)) return server;
      await sleep(50);
    }
    if (Date.now() < until) continue;
    server.kill("SIGKILL");
    throw new Error(`PostgreSQL did not start:\n${said}`);
  }
}

async function answers(port: number): Promise<boolean> {
  const client = new Client({ host: "127.0.0.1", port, user: "gyre", password: PASSWORD, database: "postgres" });
  client.on("error", () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("this machine gave no free port");
  return address.port;
}

/** The processes that a process has started; none where the system has no /proc. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const texts = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, "utf8").catch(() => "")),
  );
  return texts.join(" ").split(" ").filter(Boolean).map(Number);
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
