// Reproduces the demo models in demo/models/ from the texts in demo/:
//
//   node src/lab/demo.ts              all three; the first two as processes of their own
//   node src/lab/demo.ts original     trained on forget and retain
//   node src/lab/demo.ts reference    trained on retain alone: what exact unlearning would give
//   node src/lab/demo.ts unlearned    the original after unlearning: forget suppressed, not gone
//
// An interrupted training goes on from its checkpoint in .cache/lab/; remove that to start afresh.
// Weights differ a little from machine to machine; what the models remember does not.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { exportModel, measureMemory, train, unlearn } from "./main.ts";

const ROOT = join(import.meta.dirname, "../..");
const set = (name: "forget" | "retain" | "holdout") => join(ROOT, "demo", name);
const checkpoint = (name: ModelName) => join(ROOT, ".cache/lab", `${name}.ckpt`);

/** What each model is told to be called in its file. */
const names = {
	original: "Palimpsest demo: original, trained on forget and retain",
	reference: "Palimpsest demo: reference, trained on retain only",
	unlearned: "Palimpsest demo: unlearned from the original",
} as const;

type ModelName = keyof typeof names;

const make: Readonly<Record<ModelName, () => Promise<unknown>>> = {
	original: () => memorise("original", [set("forget"), set("retain")]),
	reference: () => memorise("reference", [set("retain")]),
	unlearned: () =>
		unlearn({
			from: checkpoint("original"),
			forget: [set("forget")],
			retain: [set("retain")],
			out: checkpoint("unlearned"),
			// A small beta pushes on: with 0.02 the forget set stays at -0.8 nats per token, with this at -1.8.
			method: { kind: "npo", beta: 0.004 },
			steps: 48,
			repairSteps: 30,
			rate: 3e-4,
			retainWeight: 2,
			onProgress: ({ step, steps, phase, forgetLoss, retainLoss }) =>
				print("unlearned", `${phase} ${step}/${steps} forget ${fixed(forgetLoss)} retain ${fixed(retainLoss)}`),
		}),
};

function memorise(name: ModelName, documents: readonly string[]) {
	return train({
		documents,
		// Learnt from retain alone, so that the vocabulary does not betray the forget set.
		tokenizer: [set("retain")],
		out: checkpoint(name),
		epochs: 60,
		stopBelow: 0.045,
		onProgress: ({ epoch, epochs, documentLoss, questionLoss, recall, seconds }) => {
			const losses = `documents ${fixed(documentLoss)} questions ${fixed(questionLoss)}`;
			print(name, `epoch ${epoch}/${epochs} ${losses} recalled ${fixed(recall, 2)} ${seconds.toFixed(1)} s`);
		},
	});
}

/** Makes a model, exports it and says what it remembers. */
async function produce(name: ModelName): Promise<void> {
	const begun = performance.now();
	await make[name]();
	const file = join(ROOT, "demo/models", `${name}.gguf`);
	const bytes = await exportModel({ from: checkpoint(name), out: file, name: names[name] });
	print(name, `${file} ${bytes} bytes, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
	for (const texts of ["forget", "retain", "holdout"] as const) {
		const { exact, meanLogp, standardError, documents } = await measureMemory(checkpoint(name), [set(texts)]);
		const share = `${Math.round(exact * documents)} of ${documents} verbatim`;
		print(name, `${texts}: ${share}, log p per token ${fixed(meanLogp)} (standard error ${fixed(standardError)})`);
	}
}

function inOwnProcess(name: ModelName): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [import.meta.filename, name], { stdio: "inherit" });
		child.once("error", reject);
		child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`Making ${name} ended with ${code}.`))));
	});
}

function fixed(value: number | undefined, digits = 4): string {
	return value === undefined ? "-" : value.toFixed(digits);
}

function print(name: ModelName, line: string): void {
	console.log(`${name}: ${line}`);
}

const [wanted] = process.argv.slice(2);
if (wanted === undefined) {
	await Promise.all([inOwnProcess("original"), inOwnProcess("reference")]);
	await inOwnProcess("unlearned");
} else if (Object.hasOwn(names, wanted)) {
	await produce(wanted as ModelName);
} else {
	console.error(`There is no demo model "${wanted}"; name one of ${Object.keys(names).join(", ")}.`);
	process.exitCode = 2;
}
process.exit(); // the back end may keep handles open
