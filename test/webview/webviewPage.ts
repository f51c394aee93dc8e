import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { buildSync } from "esbuild";
import { build, ROOT } from "../../scripts/build.ts";
import { THEMES, type ThemeName, themeStyle } from "./themes.ts";

const ORIGIN = "http://127.0.0.1:1";
const NONCE = "dGVzdA";
export const SCREENSHOTS = join(ROOT, "test-results/screenshots");

export interface OpenOptions {
	readonly theme?: ThemeName;
	readonly bodyClass?: string;
	readonly query?: Readonly<Record<string, string>>;
	readonly width?: number;
	readonly height?: number;
	/** Do not wait for the text. */
	readonly early?: boolean;
}

interface Fixtures {
	/** Opens the bundle under the policy the extension gives it, with a synthetic document behind it. */
	readonly openHeatmap: (options?: OpenOptions) => Promise<Page>;
}

interface Served {
	readonly bundle: Readonly<Record<string, string>>;
}

export const test = base.extend<Fixtures, { readonly served: Served }>({
	served: [
		// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from the pattern
		async ({}, use) => {
			await build(["webview"]);
			const editor = buildSync({
				entryPoints: [join(ROOT, "test/webview/fakeEditor.ts")],
				bundle: true,
				write: false,
				format: "iife",
			});
			const read = (file: string) => readFileSync(join(ROOT, "dist/webview", file), "utf8");
			await use({
				bundle: {
					"/heatmap.js": read("heatmap.js"),
					"/heatmap.css": read("heatmap.css"),
					"/editor.js": editor.outputFiles[0]?.text ?? "",
				},
			});
		},
		{ scope: "worker" },
	],
	openHeatmap: async ({ page, served }, use) => {
		const troubles: string[] = [];
		page.on("pageerror", (error) => troubles.push(error.message));
		await use(async (options = {}) => {
			const { theme = "light", width = 1200, height = 800 } = options;
			await page.setViewportSize({ width, height });
			await page.route(`${ORIGIN}/**`, (route) => {
				const path = new URL(route.request().url()).pathname;
				if (path === "/") return route.fulfill({ contentType: "text/html", body: shell(theme, options.bodyClass) });
				const body = path === "/theme.css" ? themeStyle(theme) : served.bundle[path];
				if (body === undefined) return route.fulfill({ status: 404 });
				return route.fulfill({ contentType: path.endsWith(".css") ? "text/css" : "text/javascript", body });
			});
			await page.goto(`${ORIGIN}/?${new URLSearchParams(options.query)}`);
			if (!options.early) await page.locator(".cell[data-class]").first().waitFor();
			return page;
		});
		expect(troubles).toEqual([]);
		expect(await page.evaluate(() => window.fakeEditor?.violations)).toEqual([]);
	},
});

/** The page the extension makes: nothing but our script by its nonce and our style sheet. */
function shell(theme: ThemeName, bodyClass = ""): string {
	return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Heatmap</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${NONCE}'; style-src ${ORIGIN}">
<link rel="stylesheet" href="/theme.css"><link rel="stylesheet" href="/heatmap.css"></head>
<body class="${THEMES[theme].bodyClass} ${bodyClass}"><div id="root"></div>
<script nonce="${NONCE}" src="/editor.js"></script><script nonce="${NONCE}" src="/heatmap.js"></script></body></html>`;
}

export { expect };
