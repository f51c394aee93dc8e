/**
 * The `palimpsest` command. It imports nothing before it knows that this Node can run the rest: static imports come
 * first, and an old Node would end in the middle of them with exit code 1, which means "leaks".
 */
import { oldNode } from "./oldNode.ts";

const complaint = oldNode(process.versions.node);
if (complaint !== undefined) {
	process.stderr.write(`palimpsest: ${complaint}\n`);
	process.exit(2);
}
const { runProcess } = await import("./runProcess.ts");
await runProcess();
