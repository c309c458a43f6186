/** The audit log's part of `../migrations/governance.ts`. */
export interface AuditTables {
  /** One row, which whoever appends changes first, so that they wait for each other. */
  audit_head: { id: number; seq: number; hash: string };
  audit_entries: {
    seq: number;
    at: number;
    actor: string | null;
    what: string;
    target: string;
    outcome: string;
    code: string | null;
    facts: string;
    hash: string;
  };
}
