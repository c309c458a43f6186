/**
 * Becomes the program that its arguments name, with an empty stdin, beside a process that ends its whole group once the stdin that both
 * were given is closed: whoever started them has died. A thread could not do that, as it waits for code that never lets Python go.
 */
const LAUNCHER = `import os, signal, sys
if os.fork() == 0:
    if os.fork() == 0:
        for polite in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(polite, signal.SIG_IGN)
        os.closerange(1, 256)
        while os.read(0, 4096):
            pass
        os.killpg(0, signal.SIGKILL)
    os._exit(0)
os.wait()
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
os.execv(sys.argv[1], sys.argv[1:])
`;

/** How to start a Python, by its whole path, so that it ends with all that it started once this process is gone, however that ended. */
export function launched(python: string, args: readonly string[]) {
  return { file: python, args: ["-I", "-S", "-c", LAUNCHER, python, ...args] };
}
