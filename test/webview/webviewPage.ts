/**
 * The `webview` fixture: the built webview bundle alone in a browser, with a stand-in for the host. A second instead of
 * ten, and the place for DOM detail, keyboard, axe and pictures. What only the real editor shows is in test/e2e.
 *
 * The page is served under the content security policy that the extension uses, so what the policy forbids fails here.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";
import { ROOT } from "../../scripts/build.ts";

const ORIGIN = "http://webview.localhost";
const POLICY =
	"default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; script-src 'nonce-test'";

export type Theme = "vscode-light" | "vscode-dark" | "vscode-high-contrast" | "vscode-high-contrast-light";

export interface OpenOptions {
	readonly theme?: Theme;
	/** Further body classes, e.g. vscode-reduce-motion. */
	readonly classes?: readonly string[];
	/** What `getState()` answers: the state a closed webview left behind. */
	readonly state?: unknown;
	/** Further markup of the body, beside the element the webview mounts on. */
	readonly body?: string;
	/** Plays the host: is handed every message the webview posts, and returns the messages to answer with. */
	readonly host?: (message: unknown) => readonly unknown[] | Promise<readonly unknown[]>;
}

export interface WebviewPage {
	readonly page: Page;
	open(options?: OpenOptions): Promise<void>;
	/** Everything the webview has posted so far. */
	readonly posted: readonly unknown[];
	/** Sends a message as the host would. Typed arrays and buffers arrive as such. */
	send(message: unknown): Promise<void>;
	/** What the webview last gave to `setState`. */
	state(): Promise<unknown>;
	/** Errors the page threw or logged, policy violations included. The fixture fails a test that leaves any. */
	readonly errors: readonly string[];
	screenshot(name: string): Promise<void>;
}

export const test = base.extend<{ webview: WebviewPage }>({
	webview: async ({ page }, use) => {
		const posted: unknown[] = [];
		const errors: string[] = [];
		let host: NonNullable<OpenOptions["host"]> = () => [];
		page.on("pageerror", (error) => errors.push(error.message));
		page.on("console", (message) => message.type() === "error" && errors.push(message.text()));

		const send = (message: unknown) =>
			page.evaluate((packed) => (window as unknown as TestPage).receive(packed), pack(message));
		await page.exposeFunction("postToHost", async (packed: string) => {
			const message = unpack(packed);
			posted.push(message);
			for (const answer of await host(message)) await send(answer);
		});

		const open = async (options: OpenOptions = {}) => {
			host = options.host ?? host;
			await page.addInitScript(`(${inPage})(${JSON.stringify(options.state) ?? "undefined"})`);
			await page.route(`${ORIGIN}/**`, (route) => {
				const { pathname } = new URL(route.request().url());
				if (pathname === "/") {
					return route.fulfill({
						contentType: "text/html",
						headers: { "content-security-policy": POLICY },
						body: html(options),
					});
				}
				return route.fulfill({ path: join(ROOT, "dist/webview", pathname) });
			});
			await page.goto(`${ORIGIN}/`);
		};
		const state = () => page.evaluate(() => (window as unknown as TestPage).savedState());
		const screenshot = async (name: string) => {
			const folder = join(ROOT, "test-results/screenshots");
			mkdirSync(folder, { recursive: true });
			await page.screenshot({ path: join(folder, `webview-${name}.png`) });
		};
		await use({ page, open, posted, send, state, errors, screenshot });
		expect(errors, "the page threw, logged an error or broke the content security policy").toEqual([]);
	},
});
export { expect };

/** Runs axe on the page as it is now and expects no violation. */
export async function expectAccessible(page: Page): Promise<void> {
	// Through the protocol and not by a script element, which the policy would refuse.
	await page.evaluate(readFileSync(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8"));
	const violations = await page.evaluate(async () => {
		const { axe } = window as unknown as { axe: { run(): Promise<{ violations: AxeViolation[] }> } };
		const found = (await axe.run()).violations;
		return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.html).join(" ")})`);
	});
	expect(violations).toEqual([]);
}

interface AxeViolation {
	readonly id: string;
	readonly help: string;
	readonly nodes: readonly { readonly html: string }[];
}

interface TestPage {
	receive(packed: string): void;
	savedState(): unknown;
	postToHost(packed: string): Promise<void>;
}

/** A part of what VS Code defines; enough for layout and contrast. Copied from its default themes. */
const COLOURS: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
	"vscode-light": {
		foreground: "#3b3b3b",
		"editor-background": "#ffffff",
		focusBorder: "#005fb8",
		"panel-border": "#e5e5e5",
	},
	"vscode-dark": {
		foreground: "#cccccc",
		"editor-background": "#1f1f1f",
		focusBorder: "#0078d4",
		"panel-border": "#2b2b2b",
	},
	"vscode-high-contrast": {
		foreground: "#ffffff",
		"editor-background": "#000000",
		focusBorder: "#f38518",
		contrastBorder: "#6fc3df",
	},
	"vscode-high-contrast-light": {
		foreground: "#292929",
		"editor-background": "#ffffff",
		focusBorder: "#006bbd",
		contrastBorder: "#0f4a85",
	},
};

function html({ theme = "vscode-light", classes = [], body = "" }: OpenOptions): string {
	const colours = { ...COLOURS[theme], "editor-foreground": COLOURS[theme].foreground };
	const variables = Object.entries(colours).map(([name, value]) => `--vscode-${name}: ${value};`);
	return `<!doctype html>
<html lang="en" style="${variables.join(" ")} --vscode-font-size: 13px; --vscode-font-family: sans-serif; --vscode-editor-font-family: monospace; --vscode-editor-font-size: 13px;">
<head>
	<meta charset="utf-8">
	<title>Webview under test</title>
	<link rel="stylesheet" href="heatmap.css">
	<style>body { background: var(--vscode-editor-background); color: var(--vscode-foreground); }</style>
</head>
<body class="${[theme, ...classes].join(" ")}" data-vscode-theme-kind="${theme}">
	<div id="root"></div>
	${body}
	<script nonce="test" src="heatmap.js"></script>
</body>
</html>`;
}

/**
 * Playwright carries JSON. Buffers and typed arrays are written as { $bytes, of } and come out as what they were;
 * `undefined` and the rest behave as in JSON. The same two functions run on both sides.
 */
function pack(value: unknown): string {
	return JSON.stringify(value, (_key, item) => {
		if (!(item instanceof ArrayBuffer) && !ArrayBuffer.isView(item)) return item;
		const bytes =
			item instanceof ArrayBuffer
				? new Uint8Array(item)
				: new Uint8Array(item.buffer, item.byteOffset, item.byteLength);
		let text = "";
		for (const byte of bytes) text += String.fromCharCode(byte);
		return { $bytes: btoa(text), of: item.constructor.name };
	});
}

function unpack(text: string): unknown {
	return JSON.parse(text, (_key, item) => {
		if (typeof item?.$bytes !== "string") return item;
		const { buffer } = Uint8Array.from(atob(item.$bytes), (letter) => letter.charCodeAt(0));
		const types = globalThis as unknown as Record<string, new (buffer: ArrayBuffer) => unknown>;
		return item.of === "ArrayBuffer" ? buffer : new types[item.of as string]!(buffer);
	});
}

/** The page's half: VS Code's API for webviews, over the functions that the fixture exposes. */
const inPage = `(state) => {
	${pack.toString()}
	${unpack.toString()}
	let saved = state;
	window.receive = (packed) => window.postMessage(unpack(packed), "*");
	window.savedState = () => saved;
	window.acquireVsCodeApi = () => ({
		postMessage: (message) => void window.postToHost(pack(message)),
		getState: () => saved,
		setState: (next) => (saved = next),
	});
}`;
