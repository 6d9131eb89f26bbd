export default function Page() { return <table><tbody><tr><td>Salary list</td><td>M. Vogel</td></tr></tbody></table>; }
