import {
  type AliasPolicy,
  aliasGateText,
  protectAlias as protect,
  unprotectAlias as unprotect,
} from "../../../../../registry/index.js";
import type { OperationOf } from "./message.js";

export const protectAlias: OperationOf<"protectAlias"> = async (context, message, caller) => {
  const { model, alias, gates, approvals = 0 } = message;
  return { protected_alias: policyReply(await protect(context, { model, alias, gates, approvals }, caller.name)) };
};

export const unprotectAlias: OperationOf<"unprotectAlias"> = async (context, { model, alias }, caller) => {
  await unprotect(context, { model, alias }, caller.name);
  return {};
};

export const listProtectedAliases: OperationOf<"listProtectedAliases"> = async ({ governance }) => {
  return { protected_aliases: (await governance.protections.policies()).map(policyReply) };
};

function policyReply({ model, alias, gates, approvals, at, by }: AliasPolicy) {
  return { model, alias, gates: gates.map(aliasGateText), approvals, set_at: at, set_by: by };
}
