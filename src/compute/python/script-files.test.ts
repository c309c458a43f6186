import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importedModules } from "./imports.js";
import { readRequirements } from "./requirements.js";
import { readScriptFiles } from "./script-files.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gyre-script-"));
  const files = {
    "training/train.py":
      "import json, shapes as s\nfrom pack.deep import (one,\n  two)  # both\nfrom pack import *\nimport os.path\n",
    "training/shapes.py": "def f():\n    import late\n",
    "training/late.py": "",
    "training/pack/__init__.py": "from . import inner\n",
    "training/pack/inner.py": "from ..shapes import f\nfrom ...beside import x\n",
    "training/pack/deep/two.py": "",
    "training/unused.py": "",
    "beside.py": "",
    "params.yaml": "depth: 3\n",
    "requirements.txt": "numpy==2.4.6  # why\n\n# note\n-r more/base.txt\n--index-url https://host/simple\n",
    "more/base.txt": "scipy==1.17.1 \\\n  --hash=sha256:ab\n-r ../requirements.txt\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("what a script needs of its folder", () => {
  it("is itself, the modules that it imports, also within packages and functions, and the files it names", async () => {
    const found = await readScriptFiles(folder, {
      script: "training/train.py",
      files: ["params.yaml"],
      requirements: ["numpy==2.4.6"],
    });
    expect(Object.keys(found.files)).toEqual([
      "beside.py",
      "params.yaml",
      "training/late.py",
      "training/pack/__init__.py",
      "training/pack/deep/two.py",
      "training/pack/inner.py",
      "training/shapes.py",
      "training/train.py",
    ]);
    expect(found.requirements).toEqual(["numpy==2.4.6"]);
  });

  it("does not end in a circle of imports, nor outside the folder", async () => {
    const script = join("training", "circle.py");
    await writeFile(join(folder, script), "import circle\nfrom ....outside import x\nimport training\n");
    const found = await readScriptFiles(folder, { script, files: [], requirements: [] });
    expect(Object.keys(found.files)).toEqual(["training/circle.py"]);
  });

  it("are no bytes that are not text", async () => {
    await writeFile(join(folder, "model.bin"), new Uint8Array([0xff, 0xfe, 0]));
    const wish = { script: "training/late.py", files: ["model.bin"], requirements: [] };
    await expect(readScriptFiles(folder, wish)).rejects.toMatchObject({
      code: "project.bad_definition",
      message: expect.stringContaining("model.bin cannot be read as UTF-8"),
    });
  });
});

it("finds imports in every form that Python has", () => {
  const names = (text: string) => importedModules(text).map(({ parts, level }) => ".".repeat(level) + parts.join("."));
  expect(names("import a, b.c as d ; x = 1")).toEqual(["a", "b.c"]);
  expect(names("from a import b as c, d")).toEqual(["a", "a.b", "a.d"]);
  expect(names("from . import b\nfrom .. import c\nfrom .d import e")).toEqual([".b", "..c", ".d", ".d.e"]);
  expect(names("if x:\n    from a \\\n      import b")).toEqual(["a", "a.b"]);
  expect(names("import größe")).toEqual(["größe"]);
  expect(names("# import no\nimportant = 1\nfrom_a = 2\nfrom a import *")).toEqual(["a"]);
});

describe("requirements", () => {
  it("are the lines of a file, with what it includes, without notes, and once", async () => {
    expect(await readRequirements(folder, "requirements.txt")).toEqual([
      "numpy==2.4.6",
      "scipy==1.17.1    --hash=sha256:ab",
      "--index-url https://host/simple",
    ]);
  });

  it.each(["./lib", "../lib", "/opt/lib", "-e .", "-c limits.txt", "lib @ file:///opt/lib", "file:///opt/lib"])(
    "cannot be what no list can tell: %s",
    async (line) => {
      await expect(readRequirements(folder, [line])).rejects.toMatchObject({ code: "project.bad_definition" });
    },
  );
});
