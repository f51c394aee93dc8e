import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import type { AuditResult } from "../../src/core/audit/result.ts";
import type { Outcome } from "../../src/core/model/answer.ts";
import { openStore, type Store } from "../../src/store/openStore.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const vector = (value: number): Outcome => ({ kind: "embed", vector: Float32Array.of(value) });

function opened(folder: string): Store {
	const store = openStore(folder);
	onTestFinished(() => {
		try {
			store.close();
		} catch {
			// The test closed it.
		}
	});
	return store;
}

function problemOf(work: () => unknown): Problem {
	try {
		work();
	} catch (error) {
		if (error instanceof Problem) return error;
		throw error;
	}
	throw new Error("nothing was refused");
}

const REQUEST = {
	forget: ["/f"],
	retain: [],
	holdout: [],
	models: { target: { file: "/m.gguf" } },
	suite: "standard",
	policy: "default",
	seed: 1,
};
const fresh = (run: string, digest = "d") => ({
	run,
	digest,
	request: REQUEST,
	command: "palimpsest audit /f",
	startedAt: "2026-01-01T00:00:00.000Z",
	target: "m",
	documents: 1,
});
const resultOf = (run: string) =>
	({
		run,
		finishedAt: "2026-01-01T00:01:00.000Z",
		metrics: { a: { value: 1, interval: [Number.NaN, -Infinity] } },
	}) as unknown as AuditResult;

describe("openStore", () => {
	test("makes a private folder and a private file", () => {
		const folder = join(temporaryFolder(), "deep", "store");
		opened(folder).answers.write([["k", vector(1)]]);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(statSync(join(folder, "palimpsest.db")).mode & 0o777).toBe(0o600);
		expect(statSync(join(folder, "palimpsest.db-wal")).mode & 0o777).toBe(0o600);
	});

	test("says what to do with a damaged database and leaves it as it is", () => {
		const folder = temporaryFolder();
		const file = join(folder, "palimpsest.db");
		writeFileSync(file, "this was never a database, but long enough to look at ".repeat(40));
		const before = readFileSync(file);
		const problem = problemOf(() => openStore(folder));
		expect(problem.code).toBe("store");
		expect(problem.sentence).toContain(file);
		expect(problem.remedy).toMatch(/aside/);
		expect(readFileSync(file).equals(before)).toBe(true);
	});

	test("says so when rot inside the file is met later", () => {
		const folder = temporaryFolder();
		const store = opened(folder);
		store.answers.write(Array.from({ length: 2000 }, (_, at) => [`key ${at}`, vector(at)] as const));
		store.close();
		const file = join(folder, "palimpsest.db");
		const bytes = readFileSync(file);
		bytes.fill(0x5a, 4096 * 2);
		writeFileSync(file, bytes);
		const problem = problemOf(() => opened(folder).answers.read(["key 7", "key 1999"]));
		expect(problem.code).toBe("store");
		expect(problem.message).toMatch(/damaged/);
	});

	test("refuses a file where a folder should be, and the store of a newer version", () => {
		const folder = temporaryFolder();
		const file = join(folder, "taken");
		writeFileSync(file, "");
		expect(problemOf(() => openStore(file)).message).toContain("is not a folder");
		mkdirSync(join(folder, "newer"));
		const database = new DatabaseSync(join(folder, "newer", "palimpsest.db"));
		database.exec("PRAGMA user_version = 99");
		database.close();
		expect(problemOf(() => openStore(join(folder, "newer"))).message).toMatch(/newer Palimpsest/);
	});

	test.skipIf(process.platform === "win32")(
		"names a folder that cannot be written, and one that can only be read",
		() => {
			const parent = temporaryFolder();
			const [locked, readOnly] = [join(parent, "locked"), join(parent, "read only")];
			opened(readOnly).answers.write([["k", vector(1)]]);
			mkdirSync(locked);
			for (const folder of [parent, locked, readOnly]) chmodSync(folder, 0o555);
			for (const folder of [locked, readOnly]) {
				expect(asNobody(folder)).toBe(
					`The store folder ${folder} cannot be written. Make it writable, or use another folder with --store DIR (or PALIMPSEST_STORE).`,
				);
			}
			for (const folder of [parent, locked, readOnly]) chmodSync(folder, 0o755);
		},
	);
});

/** What opening a store says to a user without rights; root may write everywhere. */
function asNobody(folder: string): string {
	const opening = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, "../../src/store/openStore.ts"))};
		try { openStore(process.argv[1]); } catch (error) { process.stdout.write(error.sentence ?? error.stack); }`;
	return execFileSync(process.execPath, ["--input-type=module", "--eval", opening, folder], {
		encoding: "utf8",
		cwd: "/",
		...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
	});
}

describe("answers", () => {
	test("keep the first outcome of a key, across processes' connections", () => {
		const folder = temporaryFolder();
		const [one, two] = [opened(folder), opened(folder)];
		one.answers.write([["k", vector(1)]]);
		two.answers.write([
			["k", vector(2)],
			["l", vector(3)],
		]);
		expect(one.answers.read(["k", "l", "absent"])).toEqual(
			new Map([
				["k", vector(1)],
				["l", vector(3)],
			]),
		);
	});

	test("keep failures that would come again and no others", () => {
		const { answers } = opened(temporaryFolder());
		const failure = (code: "context-overflow" | "engine" | "cancelled"): Outcome => ({
			kind: "failure",
			code,
			message: "m",
		});
		answers.write([
			["a", failure("context-overflow")],
			["b", failure("engine")],
			["c", failure("cancelled")],
		]);
		expect([...answers.read(["a", "b", "c"]).keys()]).toEqual(["a"]);
	});

	test("finds more keys than one statement takes", () => {
		const { answers } = opened(temporaryFolder());
		const batch = Array.from({ length: 1203 }, (_, at) => [`key ${at}`, vector(at)] as const);
		answers.write(batch);
		expect(answers.read(batch.map(([key]) => key)).size).toBe(1203);
		expect(answers.count()).toBe(1203);
	});
});

describe("runs", () => {
	test("an unfinished run of an equal request is taken up; a finished one is not", () => {
		const { runs } = opened(temporaryFolder());
		expect(runs.begin(fresh("one")).resumed).toBe(false);
		runs.end("one", "cancelled", "2026-01-01T00:00:30.000Z", "cancelled");
		expect(runs.begin({ ...fresh("two"), startedAt: "2026-02-02T00:00:00.000Z" })).toMatchObject({
			run: "one",
			resumed: true,
			startedAt: "2026-01-01T00:00:00.000Z",
		});
		runs.finish(resultOf("one"), "done");
		expect(runs.begin(fresh("three"))).toMatchObject({ run: "three", resumed: false });
		expect(runs.begin(fresh("four", "another digest")).resumed).toBe(false);
		expect(runs.list().map(({ run, state }) => [run, state])).toEqual([
			["four", "running"],
			["three", "running"],
			["one", "finished"],
		]);
	});

	test("a run in progress in a living process is left alone", () => {
		const folder = temporaryFolder();
		opened(folder).runs.begin(fresh("mine"));
		expect(opened(folder).runs.begin(fresh("yours"))).toMatchObject({ run: "yours", resumed: false });
	});

	test("results come back with the numbers JSON cannot write", () => {
		const { runs } = opened(temporaryFolder());
		runs.begin(fresh("one"));
		runs.finish(resultOf("one"), "done");
		expect(runs.result("latest")).toEqual(resultOf("one"));
		expect(runs.result("absent")).toBeUndefined();
		expect(runs.find("one")?.headline).toBe("done");
	});
});

describe("materials and models", () => {
	test("a run's texts survive the file, and its newest cover is found by file", () => {
		const { runs, materials } = opened(temporaryFolder());
		const document = { path: "a.txt", text: "Old text.", sha256: "s1", questions: [{ question: "q", answer: "a" }] };
		const other = { path: "a.txt", text: "Kept text.", sha256: "s2", questions: [] };
		for (const run of ["one", "two"]) {
			runs.begin(fresh(run, run));
			materials.write(run, {
				documents: [
					{ set: "retain", file: "/r/a.txt", document: other },
					{ set: "forget", file: "/f/a.txt", document },
				],
				identities: { target: "model 1" },
			});
		}
		expect(materials.document("one", "a.txt")).toEqual({ set: "forget", file: "/f/a.txt", document });
		expect(materials.identity("one", "target")).toBe("model 1");
		expect(materials.identity("one", "reference")).toBeUndefined();
		expect(materials.covering("/f/a.txt")).toBeUndefined();
		runs.finish(resultOf("one"), "done");
		expect(materials.covering("/f/a.txt")).toEqual({ run: "one", path: "a.txt" });
		expect(materials.covering("/r/a.txt")).toBeUndefined();
	});

	test("a file's hash is remembered until the file changes", () => {
		const { models } = opened(temporaryFolder());
		const stamp = { path: "/m.gguf", size: 3, mtimeMs: 1234.5678 };
		expect(models.hashes.get(stamp)).toBeUndefined();
		models.hashes.set(stamp, "old");
		expect(models.hashes.get(stamp)).toBe("old");
		expect(models.hashes.get({ ...stamp, mtimeMs: 1234.5679 })).toBeUndefined();
		expect(models.hashes.get({ ...stamp, size: 4 })).toBeUndefined();
		models.hashes.set({ ...stamp, size: 4 }, "new");
		expect(models.hashes.get({ ...stamp, size: 4 })).toBe("new");
	});
});
