import { text } from "node:stream/consumers";
import { Command, Option } from "commander";
import { Problem } from "../../core/audit/problem.ts";
import { finite } from "../finite.ts";
import { ROW_METRICS } from "../metrics/registry.ts";
import { PROFILES, type Profile } from "../metrics/rowMetric.ts";
import type { Shell } from "../shell.ts";
import { wrapped } from "../wrapped.ts";

const NAMES = ROW_METRICS.map(({ name }) => name).join(", ");

/** `palimpsest metric NAME --profile P < rows.jsonl`: a metric on stored rows, without a model. */
export function metricCommand(shell: Shell): Command {
	return new Command("metric")
		.summary("compute a metric on stored rows")
		.description("Reads rows from standard input, one JSON object a line, and prints the metric of each and over all.")
		.argument("<name>", NAMES)
		.addOption(new Option("--profile <profile>", "whose conventions to follow").choices(PROFILES).default("strict"))
		.addHelpText("after", () => `\nMetrics and their rows:\n${metricLines(shell.stdout.columns ?? 100).join("\n")}`)
		.action(async (name: string, { profile }: { readonly profile: Profile }) => {
			const metric = ROW_METRICS.find((known) => known.name === name);
			if (!metric) throw new Problem("input", `There is no metric named "${name}".`, `Choose one of: ${NAMES}.`);
			const orientation = metric.orientation[profile];
			if (orientation === undefined) {
				const known = PROFILES.filter((other) => other in metric.orientation).join(", ");
				throw new Problem("input", `The profile ${profile} has no metric "${name}".`, `Choose one of: ${known}.`);
			}
			const { rows, aggregate } = metric.run("standard input", await text(shell.stdin), profile);
			if (rows.length === 0) throw new Problem("input", "Standard input held no rows.", "Give one JSON object a line.");
			shell.stdout.write(`${JSON.stringify({ metric: name, profile, orientation, rows, aggregate }, finite, 2)}\n`);
		});
}

/** Every metric with its rows and its profiles, for the help. */
function metricLines(columns: number): readonly string[] {
	return ROW_METRICS.flatMap(({ name, rows, orientation }) => {
		const profiles = PROFILES.filter((profile) => profile in orientation).join(", ");
		return wrapped(`${name} ${rows}. Profiles: ${profiles}.`, columns, "  ", "      ");
	});
}
