// docs/probes.md: every probe there is, made from the registry. `UPDATE_PROBES=1 vitest run test/scripts/probeCatalogue`
// writes it; without that the same test fails when it is out of date.
import { SUITES } from "../src/core/audit/suites.ts";
import type { MetricDefinition, Probe } from "../src/core/probes/probe.ts";
import { PROBES } from "../src/core/probes/registry.ts";

const HEAD = `# The probe catalogue

Made from the registry (src/core/probes/registry.ts); [probes/README.md](probes/README.md) explains families, policies and verdicts.
`;

/** The catalogue as Markdown: suites, then each probe with its numbers. */
export function probeCatalogue(): string {
	const suites = Object.entries(SUITES).map(
		([name, ids]) => `- \`${name}\`: ${ids.map((id) => `\`${id}\``).join(", ")}`,
	);
	return `${HEAD}\n## Suites\n\n${suites.join("\n")}\n\n${PROBES.map(section).join("\n")}`;
}

function section(probe: Probe): string {
	const { id, title, family, sets, version, metrics, marks } = probe;
	const marked = marks === false ? "about whole sets, marks no passage" : "marks passages";
	return `## \`${id}\`: ${title}

Family ${family}, version ${version}; asks ${sets.join(", ")} documents; ${marked}.

| number | title | direction | what it is |
|---|---|---|---|
${metrics.map(row).join("\n")}
`;
}

function row({ name, title, orientation, explanation }: MetricDefinition): string {
	return `| \`${name}\` | ${cell(title)} | ${orientation} | ${cell(explanation)} |`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
