/** The tables of `../migrations/access.ts`. */
export interface AccessTables {
  users: { name: string; role: string; created_at: number; password_hash: string };
  /** One row, which whoever changes users writes first, so that they wait for each other. */
  user_changes: { id: number; changes: number };
  tokens: {
    id: string;
    user: string;
    label: string;
    created_at: number;
    expires_at: number | null;
    secret_hash: string;
  };
}
