import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";
import { Command } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import type { BenchRow } from "../../protocol/bench.ts";
import { DETERMINISTIC, type EngineSettings, type GpuChoice } from "../../protocol/engine.ts";
import { benchEngine, LLAMA_CPP, settledBackend } from "../../runtime/benchEngine.ts";
import { VERSION } from "../../runtime/version.ts";
import { type BenchModelName, benchModel } from "../bench/benchModels.ts";
import { benchMarkdown, benchTable } from "../bench/benchTable.ts";
import { demoSet, longDocument } from "../bench/busyShare.ts";
import { cachedAnswers } from "../bench/cachedAnswers.ts";
import { overRuns } from "../bench/overRuns.ts";
import type { BenchJson } from "../contracts/bench.ts";
import { wholeNumber } from "../parseNumber.ts";
import type { Shell } from "../shell.ts";

interface Options {
	readonly rounds: number;
	readonly repeat: number;
	readonly threads: number;
	readonly gpu: string;
	readonly only?: readonly string[];
	readonly seconds: number;
	readonly quick?: boolean;
	readonly markdown?: boolean;
	readonly json?: boolean;
}

/** More than this of the machine's cores at work before a run, and ratios that need a spare core mean little. */
const LOADED = 0.5;

/** `palimpsest bench engine|audit`: speed as ratios within one run. */
export function benchCommand(shell: Shell): Command {
	return new Command("bench")
		.summary("measure speed, as ratios within one run")
		.description("Measures how fast the engine and an audit are, against their own ceilings and peers in the same run.")
		.addCommand(engine(shell))
		.addCommand(audit(shell));
}

function engine(shell: Shell): Command {
	const several = (name: string, names: readonly string[] = []): readonly string[] => [...names, name];
	return common(new Command("engine"), shell, async (options) => {
		const names: readonly BenchModelName[] = options.quick ? ["smoke"] : ["tiny32k", "tiny128k", "m100"];
		const settings = await settingsOf(options);
		const rows: BenchRow[] = [];
		const found = (row: BenchRow) => {
			rows.push(row);
			if (!options.json) shell.stderr.write(`${row.model} ${row.name}: ${row.ratio.toFixed(3)}\n`);
		};
		const models = [];
		for (const name of names) models.push(await benchModel(name));
		const only = options.only ?? [];
		if (only.length !== 1 || only[0] !== "cached") {
			await benchEngine({ models, settings, rounds: options.rounds, only }, found, shell.signal);
		}
		if (only.length === 0 || only.includes("cached")) {
			found(await cachedAnswers(shell.openAuditor, options.rounds, shell.signal));
		}
		return rows;
	})
		.summary("the engine against llama.cpp's own ceiling")
		.description("Scores, shares prefixes and generates on models with random weights that it makes for itself.")
		.option("--only <part>", "scoring, peer, prefixes, generation or cached (repeatable)", several)
		.option("--rounds <number>", "times each variant is measured in a run", wholeNumber(1), 5)
		.option("--quick", "one very small model: seconds instead of minutes, and no figure worth quoting");
}

function audit(shell: Shell): Command {
	return common(new Command("audit"), shell, async (options) => {
		const settings = await settingsOf(options);
		const share = { settings, seconds: options.seconds, signal: shell.signal };
		return [await demoSet(shell.openAuditor, share), await longDocument(shell.openAuditor, share)];
	})
		.summary("the engine's share of an audit's time")
		.description(
			"Audits the demo set, and the first seconds of a document of 1 MB, and says how long the engine worked.",
		)
		.option("--seconds <number>", "how long the long document is audited", wholeNumber(1), 120);
}

function common(command: Command, shell: Shell, run: (options: Options) => Promise<readonly BenchRow[]>): Command {
	return command
		.option("--repeat <number>", "runs; figures are then medians over runs", wholeNumber(1), 1)
		.option("--threads <number>", "threads that decode", wholeNumber(1), 1)
		.option("--gpu <backend>", "cpu, auto, cuda, vulkan or metal", "cpu")
		.option("--markdown", "print the table as Markdown")
		.option("--json", "print one JSON document instead of a table")
		.action(async (options: Options) => {
			const loadBefore = loadavg()[0] ?? 0;
			if (loadBefore > LOADED * availableParallelism()) {
				shell.stderr.write("The machine is busy with something else: ratios that need a spare core will be too low.\n");
			}
			const runs: (readonly BenchRow[])[] = [];
			for (let i = 0; i < options.repeat; i++) runs.push(await run(options));
			const rows = overRuns(runs);
			const json: BenchJson = {
				benchmark: command.name() === "audit" ? "audit" : "engine",
				machine: machineOf(await settingsOf(options), loadBefore),
				runs: runs.length,
				rows: rows.map((row) => ({ ...row, spread: [...row.spread] })),
			};
			shell.stdout.write(options.json ? `${JSON.stringify(json, undefined, 2)}\n` : `${asText(json, rows, options)}\n`);
		});
}

function asText({ machine, runs }: BenchJson, rows: readonly BenchRow[], { markdown }: Options): string {
	const { processor, cores, backend, threads, llamaCpp, node, loadBefore, loadAfter } = machine;
	const where = `${processor}, ${cores} cores; ${backend}, ${threads} thread${threads === 1 ? "" : "s"}; llama.cpp ${llamaCpp}, Node ${node}; load ${loadBefore.toFixed(1)} before, ${loadAfter.toFixed(1)} after; ${runs} run${runs === 1 ? "" : "s"}`;
	return markdown ? `${where}.\n\n${benchMarkdown(rows)}` : `${benchTable(rows)}\n\n${where}.`;
}

function machineOf({ gpu, threads }: EngineSettings, loadBefore: number): BenchJson["machine"] {
	return {
		processor: cpus()[0]?.model ?? "unknown",
		cores: availableParallelism(),
		memoryBytes: totalmem(),
		platform: `${platform()}-${arch()}`,
		node: process.versions.node,
		palimpsest: VERSION,
		llamaCpp: LLAMA_CPP,
		backend: gpu,
		threads,
		loadBefore,
		loadAfter: loadavg()[0] ?? 0,
	};
}

const GPUS: readonly string[] = ["auto", "cpu", "cuda", "vulkan", "metal"] satisfies GpuChoice[];

async function settingsOf({ threads, gpu }: Options): Promise<EngineSettings> {
	if (!GPUS.includes(gpu)) throw new Problem("input", `There is no backend "${gpu}".`, `Choose ${GPUS.join(", ")}.`);
	return settledBackend({ ...DETERMINISTIC, engine: "llama", threads, gpu: gpu as GpuChoice });
}
