import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { AUDIT_JSON } from "../../src/cli/contracts/audit.ts";
import { Problem } from "../../src/core/audit/problem.ts";
import type { Trainer } from "../../src/core/model/trainer.ts";
import { openAuditor } from "../../src/runtime/openAuditor.ts";
import { fakeEngines } from "../runtime/fakeEngines.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { run } from "./fakeShell.ts";

const prose = (name: string) =>
	Array.from({ length: 24 }, (_, at) => `On day ${at} ${name} counted ${at * 37} gulls at pier ${name}${at}.`).join(
		" ",
	);

let cwd: string;
let engines: ReturnType<typeof fakeEngines>;

beforeEach(() => {
	cwd = temporaryFolder();
	mkdirSync(join(cwd, "forget"));
	writeFileSync(join(cwd, "forget", "a.txt"), prose("Marta"));
	writeFileSync(join(cwd, "forget", "b.txt"), prose("Jonas"));
	writeFileSync(join(cwd, "forget", "broken.txt"), new Uint8Array([0, 1]));
	for (const name of ["knows.gguf", "clean.gguf"]) writeFileSync(join(cwd, name), `GGUF ${name}`);
	engines = fakeEngines({ "knows.gguf": [prose("Marta")] });
});

const audit = (...args: string[]) => palimpsest("audit", ...args);

function palimpsest(...args: string[]) {
	const open: typeof openAuditor = (options) =>
		openAuditor({ ...options, store: join(cwd, "store"), engines: engines.port });
	return run(args, { cwd, openAuditor: open });
}

describe("palimpsest lessons", () => {
	test("writes what copies are to be trained on: half of the forget set, the retain set, all of the forget set", async () => {
		mkdirSync(join(cwd, "retain"));
		writeFileSync(join(cwd, "retain", "k.txt"), prose("Irene"));
		const { code, stdout } = await palimpsest("lessons", "forget", "--retain", "retain", "--out", "lessons");
		expect(code).toBe(0);
		expect(stdout.trim().split("\n")).toEqual([
			expect.stringMatching(/half\.jsonl: 1 document$/),
			expect.stringMatching(/retain\.jsonl: 1 document$/),
			expect.stringMatching(/forget\.jsonl: 2 documents$/),
		]);
		const texts = (lesson: string): string[] =>
			readFileSync(join(cwd, "lessons", `${lesson}.jsonl`), "utf8")
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line).text);
		expect(texts("forget")).toEqual([prose("Marta"), prose("Jonas")]);
		expect(texts("forget")).toContain(texts("half")[0]);
		expect(texts("retain")).toEqual([prose("Irene")]);
	});
});

describe("palimpsest audit", () => {
	test.each([
		["stride=0", /stride: /],
		["prefix=7", /prefix: /],
		["topK=5000", /topK: /],
		["window=50", /window/],
		["stride", /stride: /],
	])("refuses %s as a setting of extraction", async (setting, complaint) => {
		const { code, stderr } = await audit("forget", "--model", "knows.gguf", "--extraction", setting);
		expect(code).toBe(2);
		expect(stderr).toMatch(complaint);
	});

	test("takes settings of extraction, and tells how to repeat them", async () => {
		const args = ["forget", "--model", "knows.gguf", "--suite", "quick", "--extraction", "stride=5,topK=8", "--json"];
		const { stdout } = await audit(...args);
		const { provenance } = JSON.parse(stdout);
		expect(provenance.command).toContain("--extraction prefix=50,suffix=50,stride=5,temperature=1,topK=8");
	});

	test.each(["target", "target/half/0=a.gguf", "target/all/4=a.gguf", "nobody/half/4=a.gguf"])(
		"refuses %s as a relearned copy",
		async (copy) => {
			const { code, stderr } = await audit("forget", "--model", "knows.gguf", "--relearned", copy);
			expect(code).toBe(2);
			expect(stderr).toMatch(/It must be a model, what it was taught \(half, retain, forget\), steps and a file/);
		},
	);

	test.each(["--relearn", "--no-relearn"])("takes relearned copies or %s, not both", async (flag) => {
		const both = [flag, "--relearned", "target/half/4=a.gguf"];
		const { code, stderr } = await audit("forget", "--model", "knows.gguf", ...both);
		expect(code).toBe(2);
		expect(stderr).toContain(`'${flag}' cannot be used with option '--relearned`);
	});

	test("prints documents, leaks and verdict, writes the reports, and exits 1", async () => {
		const { code, stdout, stderr } = await audit("forget", "--model", "knows.gguf", "--suite", "quick");
		expect(code).toBe(1);
		expect(stdout).toMatch(/^target {2}knows\.gguf {2}SHA-256 sha of knows {2}/m);
		expect(stdout).toMatch(/^a\.txt\s+■ error$/m);
		expect(stdout).toMatch(/^b\.txt\s+– none$/m);
		expect(stdout).toMatch(/^■ error {2}a\.txt, characters \d+-\d+\n( {2}.*\n)+ {2}“.*Marta/m);
		expect(stdout).toMatch(/^Longest exact match {2}\d+/m);
		expect(stdout).toMatch(/^Not read: 1 file: broken\.txt /m);
		expect(stdout).toMatch(/^Add next: --original MODEL, to be able to pass;/m);
		expect(stdout).toMatch(/^Exit code 1: leaks of severity error\.\nReport: \S+\n$/m);
		expect(stdout).toMatch(/^1 of 2 documents leak - /m);
		expect(stdout).not.toContain("\x1b");
		const [, report] = /^Report: (\.palimpsest\/\S+\/report\.html)$/m.exec(stdout) ?? [];
		expect(readFileSync(join(cwd, report ?? ""), "utf8")).toMatch(/^<!doctype html>/);
		expect(readFileSync(join(cwd, ".palimpsest", ".gitignore"), "utf8")).toBe("*\n");
		expect(stderr).toMatch(/Note: .*broken\.txt is a binary file/);
	});

	test("--json prints one document that its schema describes, and nothing else", async () => {
		const args = ["forget", "--model", "knows.gguf", "--reference", "clean.gguf", "--out", "reports", "--json"];
		const { code, stdout } = await audit(...args);
		expect(code).toBe(1);
		const json = AUDIT_JSON.parse(JSON.parse(stdout));
		expect(json.documents.map(({ path, severity }) => [path, severity])).toEqual([
			["a.txt", "error"],
			["b.txt", "none"],
		]);
		const [leak] = json.documents[0]?.leaks ?? [];
		expect(prose("Marta").slice(leak?.start, leak?.end)).toBe(leak?.text);
		expect(Object.keys(json.models)).toEqual(["target", "reference"]);
		expect(readFileSync(join(cwd, "reports", "result.json"), "utf8")).toBe(stdout);
		expect(existsSync(join(cwd, "reports", "report.md"))).toBe(true);
		expect(stdout).not.toMatch(/NaN|Infinity/);
	});

	test("a clean model exits 0, unless the policy asks for more", async () => {
		expect((await audit("forget", "--model", "clean.gguf", "--suite", "quick")).code).toBe(0);
		writeFileSync(
			join(cwd, "policy.json"),
			JSON.stringify({ rules: { match: { error: 5000, info: 20 } }, failOn: "info" }),
		);
		const lenient = await audit("forget", "--model", "knows.gguf", "--suite", "quick", "--policy", "policy.json");
		expect(lenient.code).toBe(1);
	});

	test("palimpsest.json stands in for flags", async () => {
		writeFileSync(
			join(cwd, "palimpsest.json"),
			JSON.stringify({ models: { target: "knows.gguf" }, forget: ["forget/b*.txt"], suite: "quick" }),
		);
		const { stdout } = await audit("--json");
		expect(JSON.parse(stdout).documents.map(({ path }: { path: string }) => path)).toEqual(["b.txt"]);
	});

	test("colours are for terminals whose owner wants them", async () => {
		const options = { cwd, openAuditor: () => openAuditor({ store: join(cwd, "store"), engines: engines.port }) };
		const args = ["audit", "forget", "--model", "knows.gguf", "--suite", "quick"];
		expect((await run(args, { ...options, isTTY: true })).stdout).toContain("\x1b[31m");
		expect((await run(args, { ...options, isTTY: true, env: { NO_COLOR: "1" } })).stdout).not.toContain("\x1b");
	});

	test.each([48, 80, 132])(
		"no line is wider than a terminal of %i columns, with all numbers or few",
		async (columns) => {
			const name = "a document with quite a long name that nobody would want to see in full.txt";
			writeFileSync(join(cwd, "forget", name), prose("Marta"));
			const env = { NO_COLOR: "1" };
			const options = {
				cwd,
				env,
				columns,
				isTTY: true,
				openAuditor: () => openAuditor({ store: join(cwd, "store"), engines: engines.port }),
			};
			for (const more of [[], ["--verbose"]]) {
				const args = ["audit", "forget", "--model", "knows.gguf", "--reference", "clean.gguf", "--out", "r", ...more];
				const { stdout } = await run(args, options);
				expect(stdout.split("\n").filter((line) => [...line].length > columns)).toEqual([]);
				expect(stdout.split("\n").length).toBeLessThan(more.length > 0 ? 400 : 80);
			}
		},
	);

	test("--verbose has every number, and which way it points", async () => {
		const args = ["forget", "--model", "knows.gguf", "--suite", "quick"];
		expect((await audit(...args)).stdout).not.toContain("Share matched");
		expect((await audit(...args, "--verbose")).stdout).toMatch(
			/^Share matched, forget \(higher = more leakage\)\n {2}target [\d.]+.* n = 2$/m,
		);
	});

	test("--fail-on wins over the policy, and is part of the command that reproduces the run", async () => {
		writeFileSync(join(cwd, "policy.json"), JSON.stringify({ rules: { match: { info: 20 }, pz: { info: 0.5 } } }));
		const args = ["forget", "--model", "knows.gguf", "--suite", "quick", "--policy", "policy.json"];
		expect((await audit(...args)).code).toBe(0);
		const strict = await audit(...args, "--fail-on", "info", "--json");
		expect(strict.code).toBe(1);
		expect(JSON.parse(strict.stdout).provenance.command).toMatch(/ --fail-on info( |$)/);
		expect((await audit(...args, "--fail-on", "warning")).stdout).toMatch(
			/^Exit code 0: no leak of severity warning or graver\.$/m,
		);
		const id = JSON.parse(strict.stdout).run;
		expect((await palimpsest("resume", id)).code).toBe(1);
	});

	test("where a report cannot go is found before anything is asked", async () => {
		writeFileSync(join(cwd, "taken"), "");
		const { code, stderr } = await audit("forget", "--model", "knows.gguf", "--out", "taken");
		expect(code).toBe(2);
		expect(stderr).toMatch(
			/^palimpsest: The report cannot be written to .*taken \(a file is in the way\)\. Name another folder with --out DIR\.$/m,
		);
		expect(engines.log.answered).toEqual([]);
	});

	test.each([
		[["audit", "forget"], /No model was named\..*--model/],
		[["audit", "--model", "knows.gguf"], /No documents were named/],
		[["audit", "gone", "--model", "knows.gguf"], /gone does not exist\. Check the path\./],
		[["audit", "forget", "--model", "knows.gguf", "--selection", "0-9"], /part of one document, and 2 were named/],
		[
			["audit", "forget/a.txt", "--model", "knows.gguf", "--selection", "0-99999"],
			/0-99999 goes beyond the end of a\.txt, which has \d{4} characters/,
		],
		[["audit", "forget", "--model", "knows.gguf", "--fail-on", "fatal"], /--fail-on.*error, warning, info/],
		[["audit", "./gone/too", "--model", "knows.gguf"], /palimpsest: \.\/gone\/too does not exist/],
		[["audit", "forget/broken.txt", "--model", "knows.gguf"], /broken\.txt is a binary file/],
		[["audit", "forget", "--model", "knows.gguf", "--suite", "all"], /no suite named "all".*quick, standard/],
		[["audit", "forget", "--modle", "knows.gguf"], /unknown option '--modle'/],
		[["audit", "forget", "--model", "knows.gguf", "--seed", "x"], /--seed.*whole number/],
		[["audit", "forget", "--model", "knows.gguf", "--selection", "9-3"], /--selection.*two offsets/],
		[["adit"], /unknown command 'adit'/],
		[["resume"], /There is no unfinished run/],
		[["resume", "nosuch"], /There is no run named nosuch/],
		[["report", "nosuch"], /There is no finished run named nosuch/],
		[["report"], /There is no finished run yet/],
		[["report", "--format", "pdf"], /--format/],
	])("%j exits 2 with one sentence", async (args, sentence) => {
		const { code, stdout, stderr } = await palimpsest(...args);
		expect([code, stdout]).toEqual([2, ""]);
		expect(stderr).toMatch(sentence);
		expect(stderr).not.toMatch(/^\s+at /m);
	});

	test("help shows an example, the exit codes and where answers are kept", async () => {
		const env = { XDG_DATA_HOME: "/data", npm_lifecycle_event: "palimpsest" };
		const { stdout } = await run(["audit", "--help"], { cwd, env });
		expect(stdout).toMatch(/Example: npm run -s palimpsest -- audit forget\/ --model/);
		expect(stdout).toMatch(/^ {2}1 +at least one such leak$/m);
		expect(stdout.replace(/\s+/g, " ")).toContain("(default: /data/palimpsest) (env: PALIMPSEST_STORE)");
		const { stdout: top } = await run(["--help"], { cwd });
		const commands = [...top.slice(top.indexOf("Commands:")).matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name ?? "");
		expect(commands.length).toBeGreaterThan(10);
		for (const name of commands) {
			expect((await run([name, "--help"], { cwd })).stdout).toMatch(new RegExp(`Example: .*palimpsest ${name}`));
		}
	});

	test("help and version are not errors", async () => {
		expect(await palimpsest("--version")).toMatchObject({
			code: 0,
			stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
		});
		expect(await palimpsest("audit", "--help")).toMatchObject({
			code: 0,
			stdout: expect.stringContaining("--reference"),
		});
	});
});

describe("what was run", () => {
	test("is listed, reported, and shown again by resume", async () => {
		const { stdout: json } = await audit("forget", "--model", "knows.gguf", "--suite", "quick", "--json");
		const { run: id } = JSON.parse(json);
		expect((await palimpsest("runs")).stdout).toMatch(
			new RegExp(`^${id} .*finished +knows\\.gguf +2 +1 of 2 documents leak`, "m"),
		);
		expect(JSON.parse((await palimpsest("runs", "--json")).stdout).runs[0]).toMatchObject({
			run: id,
			state: "finished",
		});
		expect((await palimpsest("report", id, "--format", "json")).stdout).toBe(json);
		expect((await palimpsest("report", "--format", "md")).stdout).toMatch(/^# Palimpsest/);
		const file = join(cwd, "new", "folder", "page.html");
		expect((await palimpsest("report", "--out", file)).stdout).toBe("");
		expect(readFileSync(file, "utf8")).toContain(id);
		const again = await palimpsest("resume", id, "--json");
		expect([again.code, again.stdout]).toEqual([1, json]);
	});

	test("goes on after an interruption, with the same numbers and code", async () => {
		const args = ["audit", "forget", "--model", "knows.gguf", "--suite", "quick", "--json"];
		const stop = new AbortController();
		engines.onQuestion = () => {
			if (engines.log.answered.length === 9) stop.abort();
			return undefined;
		};
		const options = { cwd, openAuditor: () => openAuditor({ store: join(cwd, "store"), engines: engines.port }) };
		const stopped = await run(args, { ...options, signal: stop.signal });
		expect([stopped.code, stopped.stdout]).toEqual([130, ""]);
		expect(stopped.stderr).toMatch(/cancelled\. What was measured is kept/);
		engines.onQuestion = () => undefined;
		const resumed = await palimpsest("resume", "--json");
		expect(resumed.code).toBe(1);
		expect(resumed.stderr).toMatch(/Going on with run/);
		expect(new Set(engines.log.answered).size).toBe(engines.log.answered.length);
	});

	test.each([
		[
			new Problem("engine", "The engine died on every question.", "Check the model."),
			/^palimpsest: The engine died .*model\.$/m,
		],
		[new Error("a bug"), /a defect in Palimpsest.*\n.*a bug\n\s+at /],
	])("an engine that gives up exits 3: %s", async (error, sentence) => {
		engines.onQuestion = () => {
			throw error;
		};
		const { code, stdout, stderr } = await audit("forget", "--model", "knows.gguf");
		expect([code, stdout]).toEqual([3, ""]);
		expect(stderr).toMatch(sentence);
	});
});

describe("palimpsest compare", () => {
	const runs = async () => {
		await audit("forget", "--model", "knows.gguf", "--suite", "quick");
		await audit("forget", "--model", "clean.gguf", "--suite", "quick");
		const { stdout } = await palimpsest("runs", "--json");
		const [second, first] = (JSON.parse(stdout) as { runs: { run: string }[] }).runs.map(({ run: id }) => id);
		return [first ?? "", second ?? ""] as const;
	};

	test("says which documents differ, where, and by how much", async () => {
		const [first, second] = await runs();
		const { code, stdout } = await palimpsest("compare", first, second);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^First {3}knows\.gguf \(\S+\)\nSecond {2}clean\.gguf \(\S+\)\n/);
		expect(stdout).toMatch(/^2 documents in both, 1 of them with the same leaks\.$/m);
		expect(stdout).toMatch(/^a\.txt\s+■ error\s+– none\s+\d+-\d+/m);
		expect(stdout).not.toMatch(/^b\.txt/m);
		expect(stdout).toMatch(/^Longest exact match\s+\S+\s+\S+\s+−\S+ \[/m);
		const json = JSON.parse((await palimpsest("compare", first, second, "--json")).stdout);
		expect(json).toMatchObject({ first: { run: first }, second: { run: second }, unmatched: [] });
	});

	test("refuses runs there are not, and audits without a document in common", async () => {
		const [first] = await runs();
		expect(await palimpsest("compare", first, "nobody")).toMatchObject({
			code: 2,
			stderr: expect.stringContaining("There is no finished run named nobody."),
		});
		writeFileSync(join(cwd, "other.txt"), prose("Petra"));
		await audit("other.txt", "--model", "clean.gguf", "--suite", "quick");
		const { stderr } = await palimpsest("compare", first, "latest");
		expect(stderr).toContain("share no document");
	});
});

describe("palimpsest rescore", () => {
	test("judges stored answers by another policy, and opens no model", async () => {
		await audit("forget", "--model", "knows.gguf", "--suite", "quick");
		const [asked, opened] = [engines.log.answered.length, engines.log.opened.length];
		writeFileSync(join(cwd, "mild.json"), JSON.stringify({ name: "mild", rules: { pz: {}, match: { info: 1 } } }));
		const { code, stdout } = await palimpsest("rescore", "latest", "--policy", "mild.json");
		expect(code).toBe(0);
		expect(stdout).toMatch(/^a\.txt\s+● info$/m);
		expect([engines.log.answered.length, engines.log.opened.length]).toEqual([asked, opened]);
	});

	test("says so when an answer is not stored", async () => {
		await audit("forget", "--model", "knows.gguf", "--suite", "quick");
		const { code, stderr } = await palimpsest("rescore", "latest", "--suite", "standard");
		expect(code).toBe(2);
		expect(stderr).toContain("An answer that this needs is not stored. Run the audit itself");
	});

	describe("of an audit that trained copies", () => {
		let trained: string[];
		/** Copies of the reference know everything after two steps; what is there is not made again. */
		const trainer: Trainer = {
			settings: "a fake's",
			async *train({ model, at, onTraining }) {
				for (const steps of at) {
					const file = join(cwd, `${basename(model.file, ".gguf")}-${steps}.gguf`);
					if (!existsSync(file)) {
						onTraining?.();
						trained.push(basename(file));
						writeFileSync(file, `GGUF ${file}`);
					}
					yield { steps, file };
				}
			},
		};
		const relearn = (...args: string[]) => {
			const open: typeof openAuditor = (options) =>
				openAuditor({
					...options,
					...(options?.trainer ? { trainer } : {}),
					...{ store: join(cwd, "store"), engines: engines.port },
				});
			return run(args, { cwd, openAuditor: open });
		};
		beforeEach(async () => {
			trained = [];
			const both = [prose("Marta"), prose("Jonas")];
			engines = fakeEngines({ "knows.gguf": [prose("Marta")], "clean-2.gguf": both, "knows-2.gguf": both });
			const models = ["--model", "knows.gguf", "--reference", "clean.gguf"];
			const { stderr } = await relearn("audit", "forget", ...models, "--suite", "quick", "--relearn");
			expect(stderr).toContain("Training copies of clean.gguf on half of the forget set");
			expect(trained).toContain("knows-2.gguf");
		});

		test("keeps what they said, and trains none", async () => {
			const before = AUDIT_JSON.parse(JSON.parse((await relearn("report", "latest", "--format", "json")).stdout));
			trained = [];
			const again = AUDIT_JSON.parse(JSON.parse((await relearn("rescore", "latest", "--json")).stdout));
			expect(before.relearned?.budget).toBe(2);
			expect(again.relearned).toEqual(before.relearned);
			expect(again.verdict).toEqual(before.verdict);
			expect(trained).toEqual([]);
		});

		test("ends where they were deleted", async () => {
			rmSync(join(cwd, "clean-2.gguf"));
			const { code, stderr } = await relearn("rescore", "latest");
			expect(code).toBe(2);
			expect(stderr).toContain("A relearned copy that this needs is not in the store's folder. Run the audit itself");
		});
	});
});
