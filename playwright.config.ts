/** The three lanes that need a browser. `npm run test:e2e` sets up what they need; see CONTRIBUTING.md. */
import { defineConfig } from "@playwright/test";
import { CHROMIUM } from "./scripts/systemParts.ts";

const asRoot = process.getuid?.() === 0;

export default defineConfig({
	// A first boot on a busy two-core machine takes up to 15 s, and a gesture may need to be repeated.
	timeout: 90_000,
	expect: { timeout: 15_000 },
	workers: 1,
	// A retry hides the flake you want to see.
	retries: 0,
	forbidOnly: Boolean(process.env.CI),
	outputDir: "test-results/playwright",
	reporter: "list",
	projects: [
		{ name: "webview", testDir: "test/webview", testMatch: "**/*.spec.ts", timeout: 30_000 },
		{ name: "host", testDir: "test/host", testMatch: "*.spec.ts" },
		{ name: "e2e", testDir: "test/e2e", testMatch: "**/*.spec.ts" },
	],
	use: {
		viewport: { width: 1400, height: 900 },
		actionTimeout: 15_000,
		trace: "retain-on-failure",
		screenshot: "only-on-failure",
		launchOptions: {
			executablePath: CHROMIUM,
			args: [
				...(asRoot ? ["--no-sandbox"] : []),
				...["--disable-gpu", "--disable-quic", "--disable-sync", "--disable-dev-shm-usage", "--no-first-run"],
				...["--disable-background-networking", "--disable-component-update"],
				// Nothing but loopback resolves: a stray lookup fails at once instead of hanging.
				"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
			],
		},
	},
});
