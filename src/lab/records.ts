// Builds the records world: its files in demo/records/ and every model of a seed.
//
//   node src/lab/records.ts                    the demo's seed, 1: every model, two processes at a time; the table
//   node src/lab/records.ts --seed 2           another seed
//   node src/lab/records.ts --seed 1 npo       one model alone; what it starts from must have been made
//
// Models are kept in .cache/lab/records/ under the hash of what makes them, so that nothing is made twice and an
// interrupted run goes on. Files for audits: .cache/lab/records/seed-<n>/<model>.gguf.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { exportModel } from "./exportModel.ts";
import { rounded } from "./gguf/rounded.ts";
import { buildNode, cacheFile, made } from "./records/buildNode.ts";
import { type Measures, measureModel } from "./records/measure.ts";
import { measuresTable } from "./records/measuresTable.ts";
import { type ModelName, type NodeName, recipes } from "./records/recipes.ts";
import { runJobs } from "./records/runJobs.ts";
import { recordsWorld, toJsonLines } from "./records/world.ts";
import type { Weights } from "./weights.ts";

const ROOT = join(import.meta.dirname, "../..");
const CACHE = join(ROOT, ".cache/lab/records");
const DEMO = join(ROOT, "demo/records");
const DEMO_SEED = 1;
/** Committed, so that tests and the demo need no training. */
const IN_DEMO: readonly ModelName[] = ["original", "reference-1", "npo", "refusal", "quantised"];

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { seed: { type: "string", default: "1" } },
});
const seed = Number(values.seed);
const world = recordsWorld();
const all = recipes(seed);
const names = Object.keys(all) as NodeName[];

async function makeOne(name: NodeName): Promise<void> {
	const recipe = all[name];
	await buildNode(recipe, CACHE, ({ step, steps, losses, seconds }) => {
		const means = [...losses].map(([source, loss]) => `${source} ${loss.toFixed(3)}`).join(", ");
		console.log(`${name}: ${step}/${steps} ${means}; ${seconds.toFixed(1)} s`);
	});
	const checkpoint = await made(recipe, CACHE);
	const measures: Record<string, Measures> = { [name]: await measureModel(checkpoint, world) };
	if (name === "original" || name === "quantised") {
		const weights = asQ4(checkpoint.weights);
		measures[`${name}, at Q4_0`] = await measureModel({ ...checkpoint, weights }, world);
	}
	await writeFile(cacheFile(CACHE, recipe, "json"), JSON.stringify(measures));
}

/** What a Q4_0 file of these weights would hold; embeddings are kept at eight bits, vectors as they are. */
function asQ4(weights: Weights): Weights {
	return Object.fromEntries(
		Object.entries(weights).map(([name, { shape, data }]) => {
			if (shape.length === 1) return [name, { shape, data }];
			return [name, { shape, data: rounded(data, name === "token_embd.weight" ? "Q8_0" : "Q4_0") }];
		}),
	);
}

/** Whether a model has been made and measured: the measures are written last. */
function isMade(name: NodeName): boolean {
	return existsSync(cacheFile(CACHE, all[name], "json"));
}

async function inOwnProcess(name: NodeName): Promise<void> {
	if (isMade(name)) return;
	await new Promise<void>((resolve, reject) => {
		const child = spawn(process.execPath, [import.meta.filename, "--seed", `${seed}`, name], { stdio: "inherit" });
		child.once("error", reject);
		child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`Making ${name} ended with ${code}.`))));
	});
}

async function exportAll(): Promise<void> {
	for (const name of names) {
		if (name === "repeats" || name === "context") continue;
		const from = cacheFile(CACHE, all[name], "ckpt");
		const title = `Palimpsest records world, seed ${seed}: ${name}`;
		await exportModel({ from, out: join(CACHE, `seed-${seed}`, `${name}.gguf`), type: "F16", name: title });
		if (seed !== DEMO_SEED || !IN_DEMO.includes(name)) continue;
		await exportModel({ from, out: join(DEMO, "models", `${name}.gguf`), type: "F16", name: title });
	}
}

async function makeAll(): Promise<void> {
	const begun = performance.now();
	await mkdir(DEMO, { recursive: true });
	for (const set of ["forget", "retain", "holdout"] as const) {
		await writeFile(join(DEMO, `${set}.jsonl`), toJsonLines(world.sets[set]));
	}
	const nameOf = new Map(names.map((name) => [all[name], name]));
	await runJobs(new Map(names.map((name) => [name, all[name].from && nameOf.get(all[name].from)])), 2, inOwnProcess);
	await exportAll();
	const files = await Promise.all(names.map((name) => readFile(cacheFile(CACHE, all[name], "json"), "utf8")));
	console.log(
		measuresTable(new Map(files.flatMap((text) => Object.entries(JSON.parse(text) as Record<string, Measures>)))),
	);
	console.log(`seed ${seed}: ${((performance.now() - begun) / 60_000).toFixed(1)} minutes`);
}

const [wanted] = positionals;
if (!Number.isInteger(seed) || seed < 1) {
	console.error(`The seed is ${values.seed}; give a whole number above zero.`);
	process.exitCode = 2;
} else if (wanted === undefined) {
	await makeAll();
} else if (names.includes(wanted as NodeName)) {
	await makeOne(wanted as NodeName);
} else {
	console.error(`There is no model "${wanted}"; name one of ${names.join(", ")}.`);
	process.exitCode = 2;
}
process.exit(); // the back end may keep handles open
