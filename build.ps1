<#
.SYNOPSIS
    Builds, tests and packages the module from PowerShell. Needs the .NET SDK, nothing else.

.PARAMETER Task
    Build: builds the module in place, so that Import-Module ./PodIdentity.psd1 works.
    Test: runs the xunit tests, and the Pester suite where Pester 5 is installed.
    Package: builds the module and lays it out in out/PodIdentity/<version>, ready for Publish-PSResource.

.PARAMETER Configuration
    Debug or Release. Package is always Release unless this says otherwise.

.EXAMPLE
    ./build.ps1

.EXAMPLE
    ./build.ps1 -Task Test

.EXAMPLE
    ./build.ps1 -Task Package
    Publish-PSResource -Path ./out/PodIdentity/0.1.0 -Repository MyRepository
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Package')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = $(if ($Task -contains 'Package') { 'Release' } else { 'Debug' })
)

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $args ended with exit code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-Dotnet build (Join-Path $root 'src/PodIdentity') --configuration $Configuration
}

function Invoke-Test {
    Push-Location $root
    try {
        Invoke-Dotnet test --configuration $Configuration

        $pester = Get-Module Pester -ListAvailable | Where-Object Version -GE '5.0' | Sort-Object Version | Select-Object -Last 1
        if (-not $pester) {
            Write-Warning 'Pester 5 is not installed: the Pester suite was not run. Install-PSResource Pester'
            return
        }

        # A process of its own: this session may have another build of the module loaded.
        & (Get-Process -Id $PID).Path -NoProfile -Command {
            param($Path)
            Import-Module Pester -MinimumVersion 5.0
            $configuration = New-PesterConfiguration
            $configuration.Run.Path = $Path
            $configuration.Run.Exit = $true
            $configuration.Output.Verbosity = 'Detailed'
            Invoke-Pester -Configuration $configuration
        } -args (Join-Path $root 'tests/Pester')
        if ($LASTEXITCODE -ne 0) { throw 'Pester tests failed.' }
    }
    finally {
        Pop-Location
    }
}

function Invoke-Package {
    # The output of an earlier Debug build must not ship.
    Remove-Item (Join-Path $root 'module/bin') -Recurse -Force -ErrorAction Ignore
    Invoke-Build

    $version = (Import-PowerShellDataFile (Join-Path $root 'PodIdentity.psd1')).ModuleVersion
    $package = Join-Path $root "out/PodIdentity/$version"
    Remove-Item $package -Recurse -Force -ErrorAction Ignore
    $null = New-Item $package -ItemType Directory -Force
    foreach ($item in 'PodIdentity.psd1', 'LICENSE', 'en-US', 'module') {
        Copy-Item (Join-Path $root $item) $package -Recurse
    }

    $null = Test-ModuleManifest (Join-Path $package 'PodIdentity.psd1')
    Get-Item $package
}

foreach ($name in $Task) {
    & "Invoke-$name"
}
