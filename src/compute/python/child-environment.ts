type Variables = Readonly<Record<string, string | undefined>>;

/** What a program of Python's needs to find its way, and nothing that could be a secret. */
const PLAIN =
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TEMP|TMP|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/;
const PROXY = /^(https?_proxy|all_proxy|no_proxy)$/i;
const PIP = /^(PIP_\w+|XDG_CACHE_HOME|XDG_CONFIG_HOME|NETRC)$/;
const ALWAYS = {
  PYTHONUNBUFFERED: "1",
  PYTHONNOUSERSITE: "1",
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONIOENCODING: "utf-8",
};

/** The environment in which packages are installed: proxies and pip's own settings go along. */
export function installEnvironment(variables: Variables): Record<string, string> {
  return {
    ...only(variables, (name) => PLAIN.test(name) || PROXY.test(name) || PIP.test(name)),
    ...ALWAYS,
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
  };
}

/** The environment of a script in the virtual environment at `venv`: what it is given, the variables named, and nothing of pip's. */
export function scriptEnvironment(
  variables: Variables,
  given: { readonly venv: string; readonly names: readonly string[]; readonly set: Readonly<Record<string, string>> },
): Record<string, string> {
  const own = only(variables, (name) => PLAIN.test(name) || PROXY.test(name) || given.names.includes(name));
  const noProxy = [own.NO_PROXY ?? own.no_proxy, "127.0.0.1,localhost"].filter(Boolean).join(",");
  return {
    ...own,
    ...ALWAYS,
    VIRTUAL_ENV: given.venv,
    PATH: [`${given.venv}/bin`, own.PATH].filter(Boolean).join(":"),
    NO_PROXY: noProxy,
    no_proxy: noProxy,
    ...given.set,
  };
}

function only(variables: Variables, wanted: (name: string) => boolean): Record<string, string> {
  const kept = Object.entries(variables).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
  );
  return Object.fromEntries(kept);
}
