// CloudWatch Logs: a Lambda function (Node 20) as the target of a subscription filter. It hands the event on as it is.
export async function handler(event) {
  const answer = await fetch(`${process.env.MAPTRIAGE_URL}/webhooks/cloudwatch`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(process.env.MAPTRIAGE_TOKEN && { Authorization: `Bearer ${process.env.MAPTRIAGE_TOKEN}` }),
    },
    body: JSON.stringify(event),
  });
  if (!answer.ok) {
    // Lambda tries an event again when the function fails; the same event is counted once.
    throw new Error(`maptriage answered ${answer.status}`);
  }
}
