/**
 * Runs the mocha suites INSIDE the real extension host: the counterpart of the desktop's --extensionTestsPath, over the
 * web workbench. It needs no selectors, so most integration tests belong there: add a file to suites/.
 *
 * Three parts make it work:
 *   1. a server option that lets a built product honour a development payload; without it the suite never starts,
 *   2. two functions that VS Code looks for on the page: one for log lines, one for the exit code,
 *   3. a payload in the address that names the development extension and the file with the tests.
 */
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, type Page, test } from "@playwright/test";
import { ROOT } from "../../scripts/build.ts";
import { VSIX_UNDER_TEST } from "../../scripts/vsix.ts";
import { type CodeServer, startServer } from "../e2e/codeServer.ts";
import { bundleHostSuites } from "./bundle.ts";

/** One in-host run, with the machine busy, took up to 20 s; models loaded by the suites come on top. */
const LIMIT_MS = 240_000;
/** scripts/lanes.ts adds these counts to the lane's. */
const REPORT_FOR_TOTALS = join(ROOT, "test-results/in-host.json");

interface MochaReport {
	readonly stats: { readonly passes: number; readonly failures: number };
	readonly failures: readonly { readonly fullTitle: string; readonly err: { readonly message: string } }[];
}

interface HostRun {
	readonly exitCode: number | "no answer";
	readonly report: MochaReport | undefined;
	/** What to read when it failed. */
	readonly story: string;
}

test.setTimeout(LIMIT_MS + 60_000);

test("the suites pass inside the extension host", async ({ page }, info) => {
	const report = info.outputPath("in-host.json");
	const run = await runInHost(page, report, {});
	if (existsSync(report)) cpSync(report, REPORT_FOR_TOTALS);
	expect(run.exitCode, run.story).toBe(0);
	expect(run.report?.stats.passes, "an empty suite must not pass").toBeGreaterThan(0);
});

test("a failure inside the extension host turns the run red", async ({ page }, info) => {
	const run = await runInHost(page, info.outputPath("in-host.json"), { E2E_HOST_FAIL: "1" });
	expect(run.exitCode, run.story).toBe(1);
	expect(run.report?.failures.map((failure) => failure.fullTitle)).toEqual(["the in-host lane fails on request"]);
});

async function runInHost(page: Page, reportFile: string, env: Readonly<Record<string, string>>): Promise<HostRun> {
	const tests = await bundleHostSuites();
	const server = await startServer({
		workspace: join(ROOT, "test/e2e/workspace"),
		vsix: VSIX_UNDER_TEST,
		env: { E2E_HOST_REPORT: reportFile, E2E_REPOSITORY: ROOT, ...env },
		args: ["--vscode-option", "enable-smoke-test-driver"],
	});
	try {
		const lines: string[] = [];
		await page.exposeFunction("codeAutomationLog", (type: string, args: unknown[]) => {
			lines.push(`${type}: ${args.join(" ").slice(0, 300)}`);
		});
		const exit = new Promise<number>((resolve) => void page.exposeFunction("codeAutomationExit", resolve));
		await page.goto(address(server, tests));
		const exitCode = await Promise.race([exit, sleep(LIMIT_MS, "no answer" as const, { ref: false })]);
		const report = existsSync(reportFile) ? (JSON.parse(readFileSync(reportFile, "utf8")) as MochaReport) : undefined;
		const failures = report?.failures.map((failure) => `${failure.fullTitle}: ${failure.err.message}`) ?? [];
		return { exitCode, report, story: [...failures, ...lines, server.log().slice(-3_000)].join("\n") };
	} finally {
		await server.stop();
	}
}

function address(server: CodeServer, tests: string): string {
	const remote = (file: string) => `vscode-remote://${new URL(server.url).host}${file}`;
	const payload = [
		["extensionDevelopmentPath", remote(join(import.meta.dirname, "harness"))],
		["extensionTestsPath", remote(tests)],
		["skipWelcome", "true"],
	];
	return `${server.url}/?${new URLSearchParams({ folder: server.workspace, payload: JSON.stringify(payload) })}`;
}
