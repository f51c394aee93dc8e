import type { Leak, LeakEvidence } from "../../src/core/audit/result.ts";
import { commonStart } from "../model/commonStart.ts";
import type { Heatmap } from "../model/heatmap.ts";
import { Busy } from "../ui/Busy.tsx";
import { Button } from "../ui/Button.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { EvidenceNumbers } from "./EvidenceNumbers.tsx";
import { SEVERITY_SHAPES } from "./severityShape.ts";

/** What stands behind the selected leak: how it was asked, what came back, and the models' numbers side by side. */
export function Evidence({ heatmap }: { readonly heatmap: Heatmap }) {
	const state = heatmap.evidence.value;
	const { leaks } = heatmap.description.value ?? { leaks: [] };
	const rank = leaks.findIndex(({ index }) => index === heatmap.selected.value) + 1;
	return (
		<section
			id="evidence"
			class="evidence"
			tabIndex={-1}
			aria-label={rank > 0 ? `Evidence of leak ${rank} of ${leaks.length}` : "Evidence"}
		>
			{state === "none" ? (
				leaks.length > 0 && (
					<p class="hint">Choose a leak, or press n, to see what the model was asked and what it gave away.</p>
				)
			) : (
				<>
					<div class="bar">
						<span class="back">
							<IconButton
								icon="back"
								label="Back to the list (Escape)"
								onPress={() => (heatmap.reading.value = false)}
							/>
						</span>
						<h2>
							Leak {rank} <span class="faded">of {leaks.length}</span>
						</h2>
					</div>
					{state === "loading" && <Busy label="Loading the evidence" />}
					{typeof state === "object" && "failed" in state && <p role="alert">{state.failed}</p>}
					{typeof state === "object" && "leak" in state && <Findings leak={state.leak} heatmap={heatmap} />}
				</>
			)}
		</section>
	);
}

function Findings({ leak, heatmap }: { readonly leak: Leak; readonly heatmap: Heatmap }) {
	return (
		<>
			<p class="saying">
				<span class={`shape ${leak.severity}`} aria-hidden="true">
					{SEVERITY_SHAPES[leak.severity]}
				</span>{" "}
				<span class="sr">{leak.severity}: </span>
				{leak.message}
			</p>
			<blockquote>{leak.text.trim()}</blockquote>
			<Button quiet onPress={() => heatmap.reveal(leak.start, leak.end)}>
				Show in editor
			</Button>
			{leak.evidence.map((evidence) => (
				<Finding key={evidence.probe} evidence={evidence} />
			))}
		</>
	);
}

function Finding({ evidence }: { readonly evidence: LeakEvidence }) {
	const { probe, severity, setting, prompt, expected, produced } = evidence;
	const shared = produced === undefined ? 0 : commonStart(expected, produced);
	return (
		<article class="finding">
			<h3>
				<span class={`shape ${severity}`} aria-hidden="true">
					{SEVERITY_SHAPES[severity]}
				</span>{" "}
				{probe} <span class="faded">{severity}</span>
			</h3>
			<p class="setting">{setting}</p>
			<dl>
				<dt>Prompt</dt>
				<dd>
					<pre class="prompt">{prompt}</pre>
				</dd>
				<dt>Expected</dt>
				<dd>
					<pre>{expected}</pre>
				</dd>
				{produced !== undefined && (
					<>
						<dt>Produced</dt>
						<dd>
							<pre>
								<mark>{produced.slice(0, shared)}</mark>
								<span class="faded">{produced.slice(shared)}</span>
							</pre>
						</dd>
					</>
				)}
			</dl>
			<EvidenceNumbers evidence={evidence} />
		</article>
	);
}
