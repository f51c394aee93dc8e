/** Unit and integration tests: everything that needs neither a browser nor an editor. */
import { defineConfig } from "vitest/config";

export default defineConfig({
	oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
	test: {
		include: [
			"test/**/*.test.ts",
			"test/**/*.test.tsx",
			"src/**/*.test.ts",
			"webview/**/*.test.ts",
			"webview/**/*.test.tsx",
		],
		exclude: ["test/e2e/**", "test/host/**", "test/webview/browser/**", "**/node_modules/**"],
		// A busy two-core machine is ten times slower than an idle laptop, and a time limit is not a performance test.
		testTimeout: 30_000,
		hookTimeout: 60_000,
		passWithNoTests: true,
	},
});
