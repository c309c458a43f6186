import { pino } from "pino";
import type { Log } from "../core/index.js";

/** A log of JSON lines on stderr; `GYRE_LOG` sets the level (default: warn). */
export function pinoLog(): Log {
  const logger = pino({ level: process.env.GYRE_LOG ?? "warn", base: null }, pino.destination(2));
  return {
    debug: (event, facts) => logger.debug(facts ?? {}, event),
    info: (event, facts) => logger.info(facts ?? {}, event),
    warn: (event, facts) => logger.warn(facts ?? {}, event),
    error: (event, facts) => logger.error(facts ?? {}, event),
  };
}
