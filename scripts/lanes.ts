/**
 * What `npm test` runs, in order of cost. A lane does one kind of check and returns what it counted.
 * To add a lane, add a row to LANES.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkBoundaries } from "./boundaries.ts";
import { build, ROOT, TARGETS } from "./build.ts";
import { layoutComplaints } from "./layouts.ts";
import { packageForTests } from "./package.ts";
import { type MissingPart, missingForBrowser, missingForVsCode } from "./systemParts.ts";
import { installCodeServer } from "./vscode.ts";

export interface Counts {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

export interface Lane {
	readonly name: string;
	readonly about: string;
	/** A static check reads the source and runs nothing of it. */
	readonly static?: boolean;
	/** Takes long, so only who names it gets it. */
	readonly onRequest?: boolean;
	/** Lanes that have test files run those whose path contains one of `paths`; none means all. */
	run(paths: readonly string[]): Promise<Counts>;
}

const REPORTS = join(ROOT, "test-results");
const bin = (name: string) => join(ROOT, "node_modules", ".bin", name);
const counts = (passed: number, failed: number, skipped = 0): Counts => ({ passed, failed, skipped });
const sum = (all: readonly Counts[]): Counts =>
	all.reduce((a, b) => counts(a.passed + b.passed, a.failed + b.failed, a.skipped + b.skipped), counts(0, 0));

const CONFIGURATIONS = ["core", "node", "extension", "webview", "test"];

export const LANES: readonly Lane[] = [
	{
		name: "types",
		about: "each part compiles with only the globals it may use",
		static: true,
		run: async () => sum(await inTurn(CONFIGURATIONS, (name) => command("tsc", "-p", `tsconfig.${name}.json`))),
	},
	{
		name: "lint",
		about: "style, formatting and frequent mistakes",
		static: true,
		run: () => command("biome", "ci", "--max-diagnostics=50"),
	},
	{
		name: "boundaries",
		about: "no part imports what it must not know",
		static: true,
		run: async () => {
			const violations = await checkBoundaries();
			for (const violation of violations) console.log(violation);
			return counts(Number(violations.length === 0), Number(violations.length > 0));
		},
	},
	{
		name: "layouts",
		about: "the native layouts are those of the installed package's headers",
		static: true,
		run: async () => {
			const complaints = layoutComplaints();
			for (const complaint of complaints) console.log(complaint);
			return counts(Number(complaints.length === 0), Number(complaints.length > 0));
		},
	},
	{
		name: "unused",
		about: "no file, export or dependency that nothing uses",
		static: true,
		run: () => command("knip", "--no-progress"),
	},
	{
		name: "build",
		about: "every bundle builds",
		run: async () => {
			await build(TARGETS);
			return counts(1, 0);
		},
	},
	{
		name: "unit",
		about: "unit and integration tests, without browser and editor",
		run: async (paths) => {
			// What did not build is the build lane's failure; the tests that need it fail by themselves.
			await build(TARGETS).catch((error: Error) => console.log(error.message));
			return vitest("unit", paths);
		},
	},
	{
		name: "faults",
		about: "every fault that the unit lane injects a sample of: see test/faults/form.ts",
		onRequest: true,
		run: async (paths) => {
			await build(TARGETS);
			return vitest("faults", paths.length > 0 ? paths : ["test/faults"], { PALIMPSEST_FAULTS: "full" });
		},
	},
	{
		name: "webview",
		about: "the webview bundle alone in a browser",
		run: (paths) => inBrowser("webview", paths, missingForBrowser),
	},
	{
		name: "host",
		about: "the extension from inside the extension host",
		run: (paths) => inVsCode("host", paths),
	},
	{
		name: "e2e",
		about: "what a user sees in a real VS Code",
		run: (paths) => inVsCode("e2e", paths),
	},
];

/** Runs one of our dependencies' programs; its output is the user's to read. */
async function command(program: string, ...args: string[]): Promise<Counts> {
	const { status } = await spawned(program, args);
	return counts(Number(status === 0), Number(status !== 0));
}

function spawned(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ status: number }> {
	return new Promise((resolve, reject) => {
		const child = spawn(bin(program), args, { cwd: ROOT, stdio: "inherit", env: { ...process.env, ...env } });
		child.on("error", reject);
		child.on("exit", (code) => resolve({ status: code ?? 1 }));
	});
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	for (const item of items) results.push(await work(item));
	return results;
}

/** A report file that was not written means that the program broke before it counted: that is one failure. */
function readReport<T>(file: string): T | undefined {
	return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
}

function reportFile(name: string): string {
	mkdirSync(REPORTS, { recursive: true });
	const file = join(REPORTS, `${name}.json`);
	rmSync(file, { force: true });
	return file;
}

interface VitestReport {
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly numPendingTests: number;
	readonly numTodoTests: number;
	readonly testResults: readonly {
		readonly status: string;
		readonly assertionResults: readonly { readonly status: string }[];
	}[];
}

async function vitest(name: string, paths: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Counts> {
	const file = reportFile(name);
	const args = ["run", ...paths, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
	// What a test that fails leaves behind goes with the folder.
	const temporary = mkdtempSync(join(tmpdir(), `palimpsest-${name}-`));
	const { status } = await spawned("vitest", args, { ...env, TMPDIR: temporary });
	rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
	const report = readReport<VitestReport>(file);
	if (!report) return counts(0, 1);
	// A file that does not load, or whose preparation fails, has no failed test, so it counts itself.
	const broken = report.testResults.filter(
		(result) => result.status === "failed" && result.assertionResults.every((test) => test.status !== "failed"),
	);
	const failed = report.numFailedTests + broken.length;
	return counts(
		report.numPassedTests,
		status !== 0 && failed === 0 ? 1 : failed,
		report.numPendingTests + report.numTodoTests,
	);
}

async function inVsCode(project: string, paths: readonly string[]): Promise<Counts> {
	return inBrowser(project, paths, missingForVsCode, async () => {
		await installCodeServer();
		await packageForTests();
	});
}

/** Runs a Playwright project, or says what the machine lacks and counts its tests as not run. */
async function inBrowser(
	project: string,
	paths: readonly string[],
	findMissing: () => readonly MissingPart[],
	prepare: () => Promise<void> = async () => {},
): Promise<Counts> {
	const missing = findMissing();
	if (missing.length > 0) return notRun(project, missing);
	await build(TARGETS);
	await prepare();
	return playwright(project, paths);
}

/** Without the browser these tests are not a success, whatever else passed: in CI each of them has failed. */
async function notRun(project: string, missing: readonly MissingPart[]): Promise<Counts> {
	const tests = (await playwright(project, ["--list"])).skipped;
	console.log(
		`${tests} browser tests were not run. Missing: ${missing.map((part) => part.name).join(", ")}. Install with`,
	);
	console.log(
		`  apt-get install -y --no-install-recommends ${[...new Set(missing.flatMap((part) => part.packages))].join(" ")}`,
	);
	process.exitCode = 1;
	return process.env.CI ? counts(0, tests) : counts(0, 0, tests);
}

interface PlaywrightReport {
	readonly stats: {
		readonly expected: number;
		readonly unexpected: number;
		readonly flaky: number;
		readonly skipped: number;
	};
	readonly errors: readonly unknown[];
}

/** What the in-host suite itself counted; see test/host/host.spec.ts. */
interface MochaReport {
	readonly stats: { readonly passes: number; readonly failures: number; readonly pending: number };
}

async function playwright(project: string, options: readonly string[] = []): Promise<Counts> {
	const file = reportFile(project);
	const inHost = reportFile("in-host");
	const args = ["test", `--project=${project}`, "--reporter=list,json", ...options];
	const { status } = await spawned("playwright", args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
	const report = readReport<PlaywrightReport>(file);
	if (!report) return counts(0, 1);
	const { expected, unexpected, flaky, skipped } = report.stats;
	if (options.includes("--list")) return counts(0, 0, expected + unexpected + flaky + skipped);
	const failed = unexpected + flaky;
	const own = counts(expected, status !== 0 && failed === 0 ? 1 : failed, skipped);
	const mocha = readReport<MochaReport>(inHost);
	return mocha ? sum([own, counts(mocha.stats.passes, mocha.stats.failures, mocha.stats.pending)]) : own;
}
