import type { Heatmap } from "../model/heatmap.ts";
import { Choice } from "../ui/Choice.tsx";
import { IconButton } from "../ui/IconButton.tsx";

const ROLE_TITLES = { target: "Target", original: "Original", reference: "Reference" } as const;

/** What is shown: the document, how its audit ended, and the choice of number and model. */
export function Header({ heatmap }: { readonly heatmap: Heatmap }) {
	const description = heatmap.description.value;
	if (!description) return null;
	const { path, headline, metrics, roles, leaks, tokens } = description;
	return (
		<header class="header">
			<div class="title">
				<h1 title={path}>{path.split("/").at(-1)}</h1>
				<p>
					{headline} <span class="faded">· {tokens.toLocaleString("en-US")} tokens</span>
				</p>
			</div>
			<div class="controls">
				<Choice
					label="Metric"
					value={heatmap.metric.value}
					options={metrics.map(({ id, title }) => ({ value: id, text: title }))}
					onChoose={(metric) => heatmap.show(metric, heatmap.role.value)}
				/>
				<Choice
					label="Model"
					value={heatmap.role.value}
					options={roles.map(({ role, model }) => ({ value: role, text: `${ROLE_TITLES[role]} · ${model}` }))}
					onChoose={(role) => heatmap.show(heatmap.metric.value, role)}
				/>
			</div>
			<div class="buttons">
				<IconButton
					icon="previous"
					label="Previous leak (p)"
					disabled={leaks.length === 0}
					onPress={() => heatmap.step(-1)}
				/>
				<IconButton icon="next" label="Next leak (n)" disabled={leaks.length === 0} onPress={() => heatmap.step(1)} />
				<IconButton icon="report" label="Open the report" onPress={() => heatmap.openReport()} />
			</div>
		</header>
	);
}
