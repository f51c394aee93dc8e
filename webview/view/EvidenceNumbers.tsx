import type { LeakEvidence } from "../../src/core/audit/result.ts";
import { ROLES } from "../../src/core/model/question.ts";
import { findingNumber } from "../../src/core/probes/findingNumbers.ts";
import { formatNumber } from "../../src/core/report/formatNumber.ts";

/** The numbers of every model that was asked, side by side, each with the way it points. */
export function EvidenceNumbers({ evidence: { numbers, metric: named } }: { readonly evidence: LeakEvidence }) {
	const roles = ROLES.filter((role) => numbers[role] !== undefined);
	const metrics = [...new Set(roles.flatMap((role) => Object.keys(numbers[role] ?? {})))];
	if (metrics.length === 0) return null;
	return (
		<table>
			<thead>
				<tr>
					<th scope="col">
						<span class="sr">Metric</span>
					</th>
					{roles.map((role) => (
						<th key={role} scope="col" class="number">
							{role}
						</th>
					))}
				</tr>
			</thead>
			<tbody>
				{metrics.map((metric) => {
					const { title, orientation } = findingNumber(metric);
					return (
						<tr key={metric} class={metric === named ? "named" : ""}>
							<th scope="row">
								{title}
								{orientation && <small>{orientation}</small>}
							</th>
							{roles.map((role) => (
								<td key={role} class="number">
									{formatNumber(numbers[role]?.[metric] ?? Number.NaN)}
								</td>
							))}
						</tr>
					);
				})}
			</tbody>
		</table>
	);
}
