@{
    # Identity
    RootModule           = 'module/bin/PodIdentity.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6c0f0f0e-5d1b-4b0e-9a43-2f6c6b1d7a58'
    Author               = 'PodIdentity contributors'
    CompanyName          = 'PodIdentity'
    Copyright            = 'Copyright (c) PodIdentity contributors'
    Description          = 'Gives pods on Amazon EKS their AWS permissions through EKS Pod Identity, proves that it works from inside a pod, says which link is broken when it does not, and takes it all away again.'

    # Requirements
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')

    # Exports
    CmdletsToExport      = @(
        'Get-EksPodIdentityAgent'
        'Get-PodIdentityAssociation'
        'Install-EksPodIdentityAgent'
        'New-PodIdentityAssociation'
        'New-PodIdentityRole'
        'Remove-PodIdentitySetup'
        'Test-PodS3Access'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    FormatsToProcess     = @('module/PodIdentity.Format.ps1xml')

    # Discoverability
    PrivateData          = @{
        PSData = @{
            Tags       = @('AWS', 'EKS', 'Kubernetes', 'IAM', 'PodIdentity', 'S3', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
