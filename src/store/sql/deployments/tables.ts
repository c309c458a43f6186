/** The tables of `../migrations/deployments.ts`. A body of null is an undeployment. */
export interface DeploymentTables {
  model_deployments: { name: string; revision: number; at: number; moved_by: string | null; body: string | null };
  inferences: {
    id: string;
    deployment: string;
    revision: number;
    at: number;
    row_count: number;
    duration_ms: number;
    inputs: string | null;
    outputs: string | null;
  };
}
