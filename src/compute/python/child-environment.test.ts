import { expect, it } from "vitest";
import { installEnvironment, scriptEnvironment } from "./child-environment.js";

const OURS = {
  PATH: "/usr/bin",
  HOME: "/home/ann",
  LC_ALL: "C",
  https_proxy: "http://proxy:3128",
  NO_PROXY: "intern",
  PIP_INDEX_URL: "https://me:pw@host/simple",
  PIP_FIND_LINKS: "/wheels",
  GYRE_DATABASE: "postgres://me:pw@host/db",
  MLFLOW_TRACKING_PASSWORD: "pw",
  AWS_SECRET_ACCESS_KEY: "pw",
  PYTHONPATH: "/elsewhere",
  TOKEN: "t",
};

it("hands pip its own settings and proxies, and no secret of others", () => {
  const given = installEnvironment(OURS);
  expect(given).toMatchObject({ PIP_FIND_LINKS: "/wheels", https_proxy: "http://proxy:3128", HOME: "/home/ann" });
  for (const name of ["GYRE_DATABASE", "MLFLOW_TRACKING_PASSWORD", "AWS_SECRET_ACCESS_KEY", "PYTHONPATH", "TOKEN"])
    expect(given).not.toHaveProperty(name);
});

it("hands a script what it names and what it is given, nothing of pip's, and reaches this machine without a proxy", () => {
  const given = scriptEnvironment(OURS, { venv: "/v", names: ["TOKEN", "ABSENT"], set: { GYRE_SEED: "7" } });
  expect(given).toMatchObject({ TOKEN: "t", GYRE_SEED: "7", VIRTUAL_ENV: "/v", PATH: "/v/bin:/usr/bin", LC_ALL: "C" });
  expect(given.NO_PROXY).toBe("intern,127.0.0.1,localhost");
  expect(Object.keys(given).filter((name) => /^(PIP|AWS|MLFLOW)_|GYRE_DATABASE|ABSENT|PYTHONPATH/.test(name))).toEqual(
    [],
  );
});
