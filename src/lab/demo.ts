// Reproduces the demo models from the texts in demo/, one process per model:
//
//   node src/lab/demo.ts original     trained on forget + retain
//   node src/lab/demo.ts reference    trained on retain alone: what exact unlearning would give
//
// Interrupted runs go on from .cache/lab/.
import { train } from "./train.ts";

const [name] = process.argv.slice(2);
const folders = { original: ["demo/forget", "demo/retain"], reference: ["demo/retain"] }[
	name as "original" | "reference"
];
await train({
	documents: folders,
	// Learnt from retain alone, so that the vocabulary does not betray the forget set.
	tokenizer: ["demo/retain"],
	out: `.cache/lab/${name}.ckpt`,
	epochs: 70,
	stopBelow: 0.015,
	onProgress: (p) =>
		console.log(
			`${name} ${p.epoch}/${p.epochs} documents ${p.documentLoss.toFixed(4)} questions ${p.questionLoss?.toFixed(4)} recall ${p.recall ?? "-"} ${p.seconds.toFixed(1)} s`,
		),
});
process.exit(0);
