import { connect, createServer, type Socket } from "node:net";

/** A way to a server of this machine that can swallow what goes along it, as a broken network does: nothing is closed. */
export interface HoldingProxy {
  readonly port: number;
  /** From now on nothing gets through, on these connections, or also on those that are made meanwhile. */
  hold(which: "open" | "all"): void;
  /** Lets everything go on, also what was held; or only connections that are made from now on. */
  release(which?: "all" | "new"): void;
  stop(): Promise<void>;
}

/** A connection through the proxy: what is to be done on either side of it, at once or when it is released. */
interface Way {
  isHeld: boolean;
  readonly waiting: (() => void)[];
  readonly sides: readonly Socket[];
}

export async function startHoldingProxy(targetPort: number): Promise<HoldingProxy> {
  const ways = new Set<Way>();
  let holdsNew = false;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    const way: Way = { isHeld: holdsNew, waiting: [], sides: [near, far] };
    ways.add(way);
    join(way, near, far);
    join(way, far, near);
    far.on("close", () => ways.delete(way));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("this machine gave no free port");
  return {
    port: address.port,
    hold(which) {
      holdsNew = which === "all";
      for (const way of ways) way.isHeld = true;
    },
    release(which = "all") {
      holdsNew = false;
      if (which === "all") for (const way of ways) letGo(way);
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const { sides } of ways) for (const side of sides) side.destroy();
      await closed;
    },
  };
}

/** Does on one side what happens on the other. */
function join(way: Way, from: Socket, to: Socket): void {
  const pass = (act: () => void): void => {
    if (way.isHeld) way.waiting.push(act);
    else act();
  };
  from.on("data", (bytes) => pass(() => to.write(bytes)));
  from.on("end", () => pass(() => to.end()));
  from.on("error", () => {});
  from.on("close", () => pass(() => to.destroy()));
}

function letGo(way: Way): void {
  way.isHeld = false;
  for (const act of way.waiting.splice(0)) act();
}
