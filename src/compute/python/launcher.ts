/**
 * Runs a script as Python itself does, and ends it with its whole process group once stdin is closed: whoever started it has died.
 * Arguments: the script's path.
 */
export const LAUNCHER = `import os, runpy, signal, sys, threading
def follow():
    while os.read(0, 4096):
        pass
    os.killpg(0, signal.SIGKILL)
threading.Thread(target=follow, daemon=True).start()
del sys.argv[0]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
`;
