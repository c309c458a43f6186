import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { startSample } from "../../test/support/sample-server.js";
import { pagePolicy } from "./page-security.js";

const PAGE = `<!doctype html><html><head><title>page</title>
<style>\n#styled { color: rgb(1, 2, 3) }\n</style></head>
<body><p id="styled" style="margin-left: 7px">text</p><p id="out"></p>\r
<script>\r\nwindow.first = 1;\r\n</script>
<script type="module">document.getElementById("out").textContent = "ran é";</script>
<script type="application/json" id="data">{"a": 1}</script></body></html>`;

describe("the start page's policy", () => {
  it("allows inline scripts and styles by hash, and nothing else", () => {
    const policy = pagePolicy("<style>a{}</style><script>1</script><SCRIPT defer>2</SCRIPT >");
    // printf '1' | openssl dgst -sha256 -binary | base64, and the same of 2 and a{}
    expect(policy).toContain(
      "script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s=' 'sha256-1HNeOiZeFu7gP1lxi5tdAwGcB9i2xR+Q2jpmbuwTqzU='",
    );
    expect(policy).not.toContain("script-src 'unsafe-inline'");
    expect(pagePolicy("<p>none</p>")).toContain("script-src 'none'");
  });

  it("lets a browser run the page as written, and blocks a script that was not in it", async (context) => {
    const sample = await startSample({ context: { page: () => PAGE } });
    const browser = await chromium
      .launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] })
      .catch(() => null);
    if (!browser) {
      await sample.stop();
      return context.skip("there is no Chromium here");
    }
    try {
      const page = await browser.newPage();
      const violations: string[] = [];
      page.on("console", (message) => violations.push(message.text()));
      await page.goto(sample.url);
      expect(await page.textContent("#out")).toBe("ran é");
      // Evaluated as text: the browser's names are not those of this program.
      const style = await page.evaluate(
        "((styled) => [styled.color, styled.marginLeft])(getComputedStyle(document.getElementById('styled')))",
      );
      expect(style).toEqual(["rgb(1, 2, 3)", "7px"]);
      expect(violations).toEqual([]);
      const injected = await page.evaluate(`(() => {
        const script = document.createElement("script");
        script.textContent = "window.injected = 1";
        document.body.append(script);
        return "injected" in window;
      })()`);
      expect(injected).toBe(false);
      const data = await page.evaluate(() => fetch("/v1/models").then((response) => response.json()));
      expect(data).toEqual({ items: [] });
    } finally {
      await browser.close();
      await sample.stop();
    }
  });
});
