"""How feeds are got: one module each; `registry` names them all, and is imported only where one is fetched."""
