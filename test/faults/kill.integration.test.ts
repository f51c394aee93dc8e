/**
 * Kills the command line and the engine with SIGKILL at seeded moments and runs the same command again: the reports must
 * be those of an undisturbed run, byte for byte but for the run's name and times, and nothing answered is asked again.
 * PALIMPSEST_KILLS sets how many moments each (5; 20 before a release), PALIMPSEST_KILL_SEED which.
 */
import { spawn } from "node:child_process";
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	realpathSync,
	rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pcg32 } from "../../src/core/stats/pcg32.ts";

const ROOT = join(import.meta.dirname, "../..");
const DIST = join(ROOT, "dist");
const MODEL = join(ROOT, "demo/models/original.gguf");
const MOMENTS = Number(process.env["PALIMPSEST_KILLS"] ?? 5);
const SEED = Number(process.env["PALIMPSEST_KILL_SEED"] ?? 1);

interface Kill {
	readonly victim: "parent" | "self";
	readonly answers: number;
	readonly delayMs: number;
}

interface Ran {
	readonly signal: NodeJS.Signals | null;
	readonly code: number | null;
	readonly stderr: string;
}

let home: string;
/** A copy of the bundles, inside the repository for their packages: a build meanwhile must not change what is compared. */
let bundles: string;

/** One store and everything that happens to it. */
class Scene {
	readonly folder: string;
	readonly log: string;

	constructor(name: string) {
		this.folder = join(home, name);
		this.log = join(home, `${name}.log`);
	}

	/** Runs the audit, to its end or to a kill. */
	async audit(kill?: Kill): Promise<Ran> {
		const args = ["audit", "demo/forget", "--model", MODEL, "--suite", "quick", "--store", this.folder];
		const child = spawn(process.execPath, [join(bundles, "cli.mjs"), ...args, "--out", join(this.folder, "out")], {
			cwd: ROOT,
			stdio: ["ignore", "ignore", "pipe"],
			env: {
				...process.env,
				PALIMPSEST_ENGINE: join(import.meta.dirname, "watchedEngine.ts"),
				WATCH_ENGINE: join(bundles, "engine.mjs"),
				WATCH_LOG: this.log,
				WATCH_KILL: kill ? JSON.stringify(kill) : "",
				WATCH_KILLED: `${this.log}.killed`,
			},
		});
		let stderr = "";
		child.stderr.setEncoding("utf8").on("data", (text: string) => {
			stderr += text;
		});
		return new Promise((resolve, reject) => {
			child.once("error", reject);
			child.once("close", (code, signal) => resolve({ code, signal, stderr }));
		});
	}

	/** What the engines were asked and what they handed over, in order. */
	events(): { pid: number; asked?: string[]; answered?: string[] }[] {
		if (!existsSync(this.log)) return [];
		return readFileSync(this.log, "utf8")
			.split("\n")
			.flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
	}

	query(sql: string): readonly Record<string, unknown>[] {
		if (!existsSync(join(this.folder, "palimpsest.db"))) return [];
		const database = new DatabaseSync(join(this.folder, "palimpsest.db"), { readOnly: true });
		try {
			return database.prepare(sql).all();
		} catch (error) {
			// Killed before the tables were made.
			if (/no such table/.test(String(error))) return [];
			throw error;
		} finally {
			database.close();
		}
	}

	get stored(): number {
		return Number(this.query("SELECT count(*) AS n FROM answers")[0]?.["n"] ?? 0);
	}

	/** The three reports without what two equal runs may differ in. */
	reports(): readonly string[] {
		return ["report.html", "report.md", "result.json"].map((name) =>
			readFileSync(join(this.folder, "out", name), "utf8")
				.replace(/\d{8}-\d{6}-[a-z]{4}/g, "RUN")
				.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d\.\d+Z| UTC)/g, "TIME"),
		);
	}
}

let undisturbed: readonly string[];
let questions: number;

beforeAll(async () => {
	for (const file of [join(DIST, "cli.mjs"), join(DIST, "engine.mjs"), MODEL]) {
		if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`);
	}
	home = mkdtempSync(join(realpathSync(tmpdir()), "palimpsest-kill-"));
	mkdirSync(join(ROOT, ".cache"), { recursive: true });
	bundles = mkdtempSync(join(ROOT, ".cache", "kill-"));
	for (const name of readdirSync(DIST)) {
		if (/\.(mjs|wasm)$/.test(name)) copyFileSync(join(DIST, name), join(bundles, name));
	}
	const scene = new Scene("undisturbed");
	const { code, stderr } = await scene.audit();
	expect(code, stderr).toBe(1);
	undisturbed = scene.reports();
	questions = scene.stored;
	expect(questions).toBeGreaterThan(50);
	expect(scene.events().flatMap(({ asked = [] }) => asked)).toHaveLength(questions);
}, 300_000);

afterAll(() => {
	for (const folder of [home, bundles]) rmSync(folder, { recursive: true, force: true });
});

interface Moment {
	/** Of all answers, in per cent. */
	readonly share: number;
	readonly delayMs: number;
}

/** The first moment is while the model loads, the last when everything is answered, the others in between. */
function moments(stream: number): readonly Moment[] {
	const random = pcg32(SEED, stream);
	return Array.from({ length: MOMENTS }, (_, at) => {
		const between = 1 + random.below(95);
		return { share: at === 0 ? 0 : at === MOMENTS - 1 ? 100 : between, delayMs: random.below(40) };
	});
}

const due = (victim: Kill["victim"], { share, delayMs }: Moment): Kill => ({
	victim,
	answers: Math.floor((share / 100) * questions),
	delayMs,
});

/** Near the end the run may be over before the kill arrives. */
const mayBeLate = ({ share }: Moment): boolean => share > 90;

describe("the command line, killed", () => {
	test.each(moments(1))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = new Scene(`cli ${moment.share} ${moment.delayMs}`);
			const killed = await scene.audit(due("parent", moment));
			const before = scene.stored;
			const engines = scene.events();
			if (killed.signal === "SIGKILL") {
				expect(scene.query("SELECT id FROM runs WHERE state = 'finished'")).toEqual([]);
			} else {
				expect([killed.code, mayBeLate(moment)]).toEqual([1, true]);
			}

			const again = await scene.audit();
			expect(again.code, again.stderr).toBe(1);
			expect(scene.reports()).toEqual(undisturbed);
			const asked = scene
				.events()
				.slice(engines.length)
				.flatMap(({ asked = [] }) => asked);
			expect(asked).toHaveLength(questions - before);
			expect(scene.stored).toBe(questions);
			expect(scene.query("PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
			await gone(engines.map(({ pid }) => pid));
		},
		300_000,
	);
});

describe("the engine, killed", () => {
	test.each(moments(2))(
		"after $share % of the answers and $delayMs ms",
		async (moment) => {
			const scene = new Scene(`engine ${moment.share} ${moment.delayMs}`);
			const { code, stderr } = await scene.audit(due("self", moment));
			expect(code, stderr).toBe(1);
			expect(scene.reports()).toEqual(undisturbed);
			expect(scene.stored).toBe(questions);
			const engines = new Set(scene.events().map(({ pid }) => pid));
			if (moment.share > 0 && !mayBeLate(moment)) expect(engines.size).toBe(2);
			const answered = new Set<string>();
			const repeated: string[] = [];
			for (const event of scene.events()) {
				for (const question of event.answered ?? []) answered.add(question);
				repeated.push(...(event.asked ?? []).filter((question) => answered.has(question)));
			}
			expect(repeated).toEqual([]);
		},
		300_000,
	);
});

/** No engine outlives its parent for long. */
async function gone(pids: readonly number[]): Promise<void> {
	const alive = (pid: number) => {
		try {
			process.kill(pid, 0);
			return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
		} catch {
			return false;
		}
	};
	for (let waited = 0; pids.some(alive); waited += 100) {
		expect(waited).toBeLessThan(10_000);
		await sleep(100);
	}
}
