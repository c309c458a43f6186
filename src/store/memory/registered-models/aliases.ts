import { isPrompt, type RegisteredModelStore } from "../../../registry/index.js";
import { type Shelf, withAliases } from "./shelf.js";

/** What a store of registered models in memory does with aliases. */
export function createAliases({
  announce,
  known,
  change,
  changeVersion,
}: Shelf): Pick<RegisteredModelStore, "setAlias" | "byAlias" | "aliasHistory"> {
  return {
    async setAlias(name, move) {
      if (move.version === null) known(name);
      else changeVersion(name, move.version, {});
      const { aliases, model, moves } = known(name);
      const { alias, version, at } = move;
      announce({ kind: "aliasMoved", name, alias, version }, at, isPrompt(model.tags));
      if ((aliases.get(move.alias) ?? null) === move.version) return;
      const moved = [...aliases].filter(([alias]) => alias !== move.alias);
      if (move.version !== null) moved.push([move.alias, move.version]);
      change(name, { aliases: new Map(moved), moves: [...moves, move] });
    },
    async byAlias(name, alias) {
      const one = known(name);
      const found = one.versions.find((version) => version.version === one.aliases.get(alias));
      return found ? withAliases(one, found) : null;
    },
    async aliasHistory(name) {
      return known(name).moves;
    },
  };
}
