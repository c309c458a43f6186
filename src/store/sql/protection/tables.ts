/** The protected aliases' part of `../migrations/governance.ts`. */
export interface ProtectionTables {
  /** `gates` is JSON. */
  alias_policies: {
    model: string;
    alias: string;
    gates: string;
    approvals: number;
    at: number;
    set_by: string | null;
  };
  alias_approvals: {
    model: string;
    version: number;
    alias: string;
    /** Who counts once, however they came. */
    person: string;
    approved_by: string | null;
    digest: string;
    comment: string;
    at: number;
  };
}
