/** A process that writes to a store until it is killed: `writer.ts FOLDER NAME`. Says how far it came, batch by batch. */
import { openStore } from "../../src/store/openStore.ts";

const [folder = "", name = ""] = process.argv.slice(2);
const store = openStore(folder);
const request = {
	forget: [],
	retain: [],
	holdout: [],
	models: { target: { file: name } },
	suite: "standard",
	policy: "default",
	seed: 0,
};
store.runs.begin({ run: name, digest: name, request, command: "", startedAt: "", target: name, documents: 0 });
for (let batch = 0; ; batch++) {
	const entries = Array.from({ length: 20 }, (_, at) => {
		const vector = new Float32Array(256).fill(batch * 20 + at);
		return [`${name} ${batch * 20 + at}`, { kind: "embed", vector }] as const;
	});
	store.answers.write(entries);
	process.stdout.write(`${batch}\n`);
}
