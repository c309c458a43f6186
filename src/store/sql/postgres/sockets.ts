import { Socket } from "node:net";

/** The sockets of a pool, so that its connections can be ended without the server's help. */
export interface Sockets {
  /** A new one, as `pg` asks for it. */
  make(): Socket;
  /** Ends all that are open. What has not reached the server by then is not sent any more, so it cannot be done later. */
  cut(): void;
  /** Resolves when all are closed; those that still are not after a while are cut. */
  closed(withinMs: number): Promise<void>;
}

export function createSockets(): Sockets {
  const open = new Set<Socket>();
  let allClosed = (): void => {};
  const cut = (): void => {
    for (const socket of open) cutOff(socket);
  };
  return {
    make() {
      const socket = new Socket();
      open.add(socket);
      socket.once("close", () => {
        open.delete(socket);
        if (open.size === 0) allClosed();
      });
      return socket;
    },
    cut,
    async closed(withinMs) {
      if (open.size === 0) return;
      const timer = setTimeout(cut, withinMs);
      await new Promise<void>((resolve) => {
        allClosed = resolve;
      });
      clearTimeout(timer);
    },
  };
}

/** A reset also drops what waits to be sent; only TCP has one, and only once it is connected. */
function cutOff(socket: Socket): void {
  if (socket.connecting || socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}
