import {
  type Approval,
  approveVersion as approve,
  checkModelName,
  parseVersion,
  withdrawApproval as withdraw,
} from "../../../../../registry/index.js";
import { keyOf } from "../registry/versions.js";
import { given } from "../tracking/message.js";
import type { OperationOf } from "./message.js";

export const approveVersion: OperationOf<"approveVersion"> = async (context, message, caller) => {
  const { alias, comment = "" } = message;
  const digest = given(message.digest);
  const wish = { ...keyOf(message), alias, comment, ...(digest !== undefined && { digest }) };
  return { approval: approvalReply(await approve(context, wish, caller.name)) };
};

export const withdrawApproval: OperationOf<"withdrawApproval"> = async (context, message, caller) => {
  const by = given(message.by);
  const wish = { ...keyOf(message), alias: message.alias, ...(by !== undefined && { by }) };
  await withdraw(context, wish, caller.name);
  return {};
};

export const listApprovals: OperationOf<"listApprovals"> = async ({ governance }, message) => {
  checkModelName(message.name);
  const [version, alias] = [given(message.version), given(message.alias)];
  const approvals = await governance.protections.approvals({
    model: message.name,
    ...(version !== undefined && { version: parseVersion(version) }),
    ...(alias !== undefined && { alias }),
  });
  return { approvals: approvals.map(approvalReply) };
};

function approvalReply({ model, version, alias, by, digest, comment, at }: Approval) {
  return { name: model, version: String(version), alias, approved_by: by, digest, comment, approved_at: at };
}
