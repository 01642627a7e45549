module maptriage/transcript

go 1.19
