import { type LookupAddress, type LookupOptions, lookup as lookupCallback } from "node:dns";
import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP } from "node:net";
import { badValue, checkedWebhookUrl } from "../../registry/index.js";
import { isPublicAddress } from "./public-address.js";

/** What a receiver answered. */
export interface WebhookAnswer {
  readonly status: number;
  /** The first 64 KiB. */
  readonly body: string;
}

/** What is posted. */
export interface WebhookPost {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Posts to URLs that users gave, without letting them reach what only this machine can. */
export interface WebhookSender {
  /** Throws `registry.bad_value` for a URL that must not be posted to. */
  check(url: string): Promise<void>;
  /** Redirects are not followed. Throws when there was no answer. */
  post(message: WebhookPost, signal: AbortSignal): Promise<WebhookAnswer>;
}

/** By default only `https` to public addresses, and 30 s for an answer. */
export interface WebhookSenderOptions {
  readonly allowHttp?: boolean;
  readonly allowPrivate?: boolean;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const MOST_BODY_BYTES = 65_536;

/** The address is judged when the connection is made, so that a name cannot lead elsewhere between two questions. */
export function createWebhookSender(options: WebhookSenderOptions = {}): WebhookSender {
  const { allowHttp = false, allowPrivate = false, timeoutMs = TIMEOUT_MS } = options;
  const schemes = allowHttp ? ["https", "http"] : ["https"];
  return {
    async check(url) {
      const hostname = hostOf(checkedWebhookUrl(url, schemes));
      if (allowPrivate) return;
      for (const { address } of await resolved(hostname))
        if (!isPublicAddress(address)) throw notPublic(hostname, address);
    },
    async post(message, signal) {
      const hostname = hostOf(checkedWebhookUrl(message.url, schemes));
      if (!allowPrivate && isIP(hostname) !== 0 && !isPublicAddress(hostname)) throw notPublic(hostname, hostname);
      const timed = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      return exchange(message, timed, allowPrivate ? lookupCallback : lookupPublic);
    },
  };
}

function exchange(
  { url, headers, body }: WebhookPost,
  signal: AbortSignal,
  lookupHost: typeof lookupPublic | typeof lookupCallback,
): Promise<WebhookAnswer> {
  const request = new URL(url).protocol === "http:" ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const lookupOption = lookupHost as typeof lookupPublic;
    const sent = request(url, { method: "POST", headers, signal, agent: false, lookup: lookupOption }, (answer) => {
      readBody(answer).then((text) => resolve({ status: answer.statusCode ?? 0, body: text }), reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function readBody(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part.subarray(0, MOST_BODY_BYTES - sizeBytes));
    sizeBytes += part.length;
    if (sizeBytes >= MOST_BODY_BYTES) break;
  }
  return Buffer.concat(parts).toString("utf8");
}

type LookupDone = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** What `dns.lookup` does, but one address that is not public refuses them all. */
function lookupPublic(hostname: string, options: LookupOptions, done: LookupDone): void {
  lookupCallback(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, []);
    const foreign = addresses.find(({ address }) => !isPublicAddress(address));
    if (foreign) return done(notPublic(hostname, foreign.address), []);
    if (options.all) return done(null, addresses);
    const [first] = addresses;
    return done(null, first.address, first.family);
  });
}

async function resolved(hostname: string): Promise<readonly LookupAddress[]> {
  try {
    return await lookup(hostname, { all: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badValue(`Cannot resolve Webhook URL hostname '${hostname}': ${reason}`);
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname.replace(/^\[(.*)\]$/, "$1");
  } catch {
    throw badValue(`Invalid webhook URL '${url}'`);
  }
}

function notPublic(hostname: string, address: string) {
  return badValue(`Webhook URL must not resolve to a non-public IP address. '${hostname}' resolves to ${address}.`);
}
