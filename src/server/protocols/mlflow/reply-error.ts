import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../../../core/index.js";
import { requestFailure, retryAndAllow } from "../../error-reply.js";
import { mlflowError } from "./errors.js";
import { badContentType } from "./read-body.js";

/** Sends what was thrown as MLflow's clients expect it. */
export function replyWithMlflowError(
  log: Log,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const failure = requestFailure(log, inItsWords(thrown), request);
  const { status, body } = mlflowError(failure);
  retryAndAllow(failure, reply);
  return reply.code(status).type("application/json").send(JSON.stringify(body));
}

/** A type that cannot be read at all never reaches the parser of bodies. */
function inItsWords(thrown: unknown): unknown {
  return (thrown as { code?: string } | null)?.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE" ? badContentType() : thrown;
}
