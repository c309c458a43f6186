import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../../../core/index.js";
import { requestFailure, retryAndAllow } from "../../error-reply.js";
import { mlflowError } from "./errors.js";

/** Sends what was thrown as MLflow's clients expect it. */
export function replyWithMlflowError(
  log: Log,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const failure = requestFailure(log, thrown, request);
  const { status, body } = mlflowError(failure);
  retryAndAllow(failure, reply);
  return reply.code(status).type("application/json").send(JSON.stringify(body));
}
