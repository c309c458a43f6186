import { describe } from "vitest";
import { auditLogContract } from "../../../access/audit/audit-log.contract.js";
import { createMemoryAuditLog } from "./audit.js";

describe("the audit log in memory", () => auditLogContract(async () => createMemoryAuditLog()));
