"""Rules: how a request that attacks is recognised, by what it asks for.

A rule is one TOML file in `data/`, of the schema in `rule`. `matching.RuleSet` loads them all and answers for one
request or for a table of connections; `literals` finds, in raw bytes, the few lines that a rule could match at all;
`decoding` gives the forms in which a server would see a text; `callbacks` the hosts that a payload names.
"""
