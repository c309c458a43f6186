import { GyreError } from "../../core/index.js";
import { installEnvironment } from "./child-environment.js";
import { lastLines, runProgram } from "./run-program.js";

/** An interpreter that was asked what it is. */
export interface Interpreter {
  /** The program itself, behind links and shims. */
  readonly executable: string;
  /** Such as 3.11.7. */
  readonly version: string;
  readonly implementation: string;
  readonly platform: string;
}

const QUESTION = `import json, platform, sys
import venv
print(json.dumps({"executable": sys.executable, "version": platform.python_version(),
  "implementation": platform.python_implementation(), "platform": platform.platform(), "usable": sys.version_info >= (3, 9)}))`;

/** Finds the interpreter of a name or path. Throws `training.python_missing`. */
export async function findInterpreter(name: string, signal?: AbortSignal): Promise<Interpreter> {
  const said = await runProgram({
    file: name,
    args: ["-c", QUESTION],
    cwd: "/",
    env: installEnvironment(process.env),
    ...(signal && { signal }),
  }).catch((cause) => {
    signal?.throwIfAborted();
    throw missing(`there is no ${name}${name.includes("/") ? "" : " on the PATH"}`, cause);
  });
  signal?.throwIfAborted();
  if (said.code !== 0) throw missing(`${name} cannot be used:\n${lastLines(said.log)}`);
  const { usable, ...interpreter } = JSON.parse(said.stdout) as Interpreter & { readonly usable: boolean };
  if (!usable) throw missing(`${name} is Python ${interpreter.version}; 3.9 or later is needed`);
  return interpreter;
}

function missing(message: string, cause?: unknown): GyreError {
  return new GyreError("training.python_missing", message, {
    hint: 'install Python 3 with venv (Debian: apt-get install python3 python3-venv), or name another: python("train.py", { python: "/path/to/python3" })',
    ...(cause !== undefined && { cause }),
  });
}
