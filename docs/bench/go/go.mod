module maptriage/bench

go 1.19
