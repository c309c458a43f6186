export type { Encoding, GbdtModel, LogisticModel, Model, ModelColumn, Tree } from "./model.js";
export type { Column, Table } from "./table.js";
