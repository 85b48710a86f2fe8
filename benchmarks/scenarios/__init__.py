"""One file a scenario: `orm` is the same program for both libraries, `raw` the driver alone."""
