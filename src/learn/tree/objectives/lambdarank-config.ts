import type { GbdtConfig, LambdarankConfig } from "../gbdt-config.js";

/** The hyperparameters of loss "lambdarank", which {@link GbdtConfig} leaves out when they are the defaults. */
export function lambdarankOf(config: GbdtConfig): LambdarankConfig {
  return config.lambdarank ?? { truncation: 30, normalize: true };
}
